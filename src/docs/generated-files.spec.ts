import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { packageFile } from '../boot/package-file.js';
import { generatedFiles } from './generated-files.js';

/** Read as a checkout on any system has them. */
const committed = (path: string) => readFileSync(packageFile(path), 'utf8').replaceAll('\r\n', '\n');

describe('the generated files', () => {
  it('are what the code says: after a change run "npm run docs:generate" and commit', async () => {
    for (const [path, text] of Object.entries(await generatedFiles()))
      expect({ path, text: committed(path) }).toEqual({ path, text });
  });
});
