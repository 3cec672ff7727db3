import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { filesFromSources } from './generated-files.mjs';

/** Read as a checkout on any system has them. */
const committed = (path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');

describe('the files generated from sources', () => {
  it.each(Object.entries(filesFromSources()))(
    '%s is current: after a change run "npm run docs:generate" and commit',
    (path, text) => {
      expect(committed(path)).toBe(text);
    },
  );
});
