// Starts the longest specs first, so that no worker is left alone with one at the end: by the seconds of an earlier run,
// which `npm run test:cpu -- --record` writes. A spec that is not among them is short, or new.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import Sequencer from '@jest/test-sequencer';

const seconds = JSON.parse(readFileSync(new URL('spec-seconds.json', import.meta.url), 'utf8'));
/** A new one is not left for the end. */
const NEW = 30;

const secondsOf = ({ path, context }) => {
  const name = relative(context.config.rootDir, path);
  return seconds[name] ?? (name.startsWith('dist/test') ? NEW : 0);
};

export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => secondsOf(b) - secondsOf(a));
  }
}
