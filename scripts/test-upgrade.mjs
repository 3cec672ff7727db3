// Runs the version before beside this one on one database and one store, as during an update:
//   npm run test:upgrade [-- COMMIT]     default: the one of prisma/previous-version.txt
// The version before is built from the history of the repository, with the packages of this one.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [, , recorded] = readFileSync('prisma/previous-version.txt', 'utf8').split('\n', 1)[0].split(' ');
const commit = process.argv[2] ?? recorded;
const folder = mkdtempSync(join(tmpdir(), 'airlock-version-before-'));
const git = (...args) => execFileSync('git', args, { stdio: ['ignore', 'ignore', 'inherit'] });

git('worktree', 'add', '--detach', folder, commit);
try {
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  execFileSync('npm', ['run', 'build'], { cwd: folder, stdio: 'inherit' });
  const jest = ['node_modules/jest/bin/jest.js', '--selectProjects', 'e2e'];
  const { status } = spawnSync(process.execPath, [...jest, '--testPathPatterns', 'e2e/upgrade'], {
    stdio: 'inherit',
    env: { ...process.env, AIRLOCK_VERSION_BEFORE: folder },
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(join(folder, 'node_modules'));
  git('worktree', 'remove', '--force', folder);
}
