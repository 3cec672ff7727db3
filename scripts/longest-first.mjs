// Starts the longest specs first, so that no worker is left alone with one at the end.
import Sequencer from '@jest/test-sequencer';

const LONGEST = [
  'kill-9.e2e',
  'races.e2e',
  'restarts.e2e',
  'garbage.e2e',
  'workers.e2e',
  'rights/fields',
  'clamd-trouble.e2e',
  'soak.e2e',
  'browser.e2e',
  'tus.e2e',
  'files-upload.e2e',
  'webhooks-kill.e2e',
  'object-store.spec',
  'hostile.e2e',
  'rights/acts',
  'rewrites.e2e',
  'malware.e2e',
  'memory.e2e',
  'ingestion/ingestion-attempts',
  'archives/differential',
  'active-storage.e2e',
  'uppy.e2e',
  'upload-tokens.e2e',
  'images/image',
  'relay/kill-9',
  'tenancy.e2e',
  'production.e2e',
  'outages.e2e',
  'scale/queries',
  'embedded-postgres',
  'multipart-kill.e2e',
  'files-upload-refusals.e2e',
  'upload-events.e2e',
  'clients.e2e',
  'abusive-requests.e2e',
  'multipart.e2e',
  'ingestion.e2e',
  'readme.e2e',
  'clamd/contract',
  'storage-events.e2e',
  'documents.e2e',
  'cage/jobs',
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
