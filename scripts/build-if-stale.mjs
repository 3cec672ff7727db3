// `npm start` after an edit must run the edit: build again when a source is newer than the last build, or gone.
import { execSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const built = statSync('dist/.tsbuildinfo', { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = [
  'scripts/bundle.mjs',
  'scripts/bundle',
  'src',
  'sdk',
  'cli',
  'test',
  'bench',
  'prisma',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];

/** A folder's own time tells of files that were removed from it. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).filter((name) => !['generated', 'dist', 'node_modules'].includes(name));
  return Math.max(stat.mtimeMs, ...inside.map((name) => newest(join(path, name))));
}

if (sources.some((path) => newest(path) > built)) execSync('npm run build', { stdio: 'inherit' });
