import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { staleFiles } from '../../dist/src/docs/stale-files.js';
import { filesFromSources } from './generated-files.mjs';

const committed = (path) => readFileSync(path, 'utf8');

describe('the files generated from sources', () => {
  it.each(Object.entries(filesFromSources()))(
    '%s is current: after a change run "npm run docs:generate" and commit',
    (path, text) => {
      expect(staleFiles({ [path]: text }, committed)).toEqual([]);
    },
  );
});
