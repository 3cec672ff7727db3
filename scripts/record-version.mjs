// Records what this version uses of the database's schema: node scripts/record-version.mjs, at a release, after a build.
// The next version must keep it, because both run at the same time during an update (test/integration/migrations.spec.ts).
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { testDatabase } from '../dist/test/support/postgres.js';
import { schemaSurface } from '../dist/test/support/schema-surface.js';
import { startTestServer, stopTestServer } from '../dist/test/support/test-server.js';
import { sourceFiles } from './sources/source-files.mjs';

const FILE = 'prisma/previous-version.txt';
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const commit = execFileSync('git', ['rev-parse', process.argv[2] ?? 'HEAD'], { encoding: 'utf8' }).trim();
const code = sourceFiles()
  .map(({ source }) => source.text)
  .join('\n');

/** Functions that only other functions of the database call may change with them. */
const isUsed = (line) => {
  const [, name] = /^function (\w+)/.exec(line) ?? [];
  return !name || new RegExp(`\\b${name}\\b`).test(code);
};

await startTestServer();
try {
  const database = await testDatabase();
  const lines = (await schemaSurface(database)).filter(isUsed);
  await database.drop();
  writeFileSync(FILE, `version ${version} ${commit}\n${lines.join('\n')}\n`);
  console.log(`${FILE}: ${lines.length} lines of version ${version}`);
} finally {
  await stopTestServer();
}
