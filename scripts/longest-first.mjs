// The specs that take longest begin first, so that no worker is left alone with one at the end.
import Sequencer from '@jest/test-sequencer';

const LONGEST = [
  'memory.e2e',
  'clamd-trouble.e2e',
  'soak.e2e',
  'archives/differential',
  'scale/queries',
  'files-upload.e2e',
  'production.e2e',
  'rewrites.e2e',
  'restarts.e2e',
  'kill-9.e2e',
  'webhooks-kill.e2e',
  'races.e2e',
  'object-store.spec',
  'garbage.e2e',
  'upload-events.e2e',
  'embedded-postgres',
  'hostile.e2e',
  'files-upload-kill.e2e',
  'workers.e2e',
  'malware.e2e',
  'files-upload-refusals.e2e',
  'outages.e2e',
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
