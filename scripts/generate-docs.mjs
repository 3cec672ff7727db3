// Writes every generated document: those of the built service (settings, errors, states, both APIs), and those read from
// its sources (SQL, tables, what a change touches).
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generatedFiles } from '../dist/src/docs/generated-files.js';
import { filesFromSources } from './docs/generated-files.mjs';

const files = { ...(await generatedFiles()), ...filesFromSources() };
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(path);
}
