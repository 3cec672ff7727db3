// Starts the longest specs first, so that no worker is left alone with one at the end.
import Sequencer from '@jest/test-sequencer';

const LONGEST = [
  'restarts.e2e',
  'kill-9.e2e',
  'races.e2e',
  'garbage.e2e',
  'webhooks-kill.e2e',
  'object-store.spec',
  'soak.e2e',
  'clamd-trouble.e2e',
  'files-upload.e2e',
  'archives/differential',
  'memory.e2e',
  'embedded-postgres',
  'malware.e2e',
  'hostile.e2e',
  'scale/queries',
  'production.e2e',
  'tenancy.e2e',
  'workers.e2e',
  'multipart-kill.e2e',
  'relay/kill-9',
  'rights/fields',
  'rights/acts',
  'rewrites.e2e',
  'multipart.e2e',
  'outages.e2e',
  'files-upload-refusals.e2e',
  'files-upload-idempotency.e2e',
  'maintenance/trash',
  'scanner-memory',
  'upload-events.e2e',
  'storage-events.e2e',
];

const rank = ({ path }) => {
  const place = LONGEST.findIndex((name) => path.includes(`/${name}`));
  return place < 0 ? LONGEST.length : place;
};

export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}
