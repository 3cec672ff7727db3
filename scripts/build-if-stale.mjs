// `npm start` after an edit must run the edit: build again when a source is newer than the last build.
import { execSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const built = statSync('dist/.tsbuildinfo', { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = ['src', 'prisma', 'tsconfig.json', 'package.json'];

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => (name === 'generated' ? 0 : newest(join(path, name)))));
}

if (sources.some((path) => newest(path) > built)) execSync('npm run build', { stdio: 'inherit' });
