// Runs the version before beside this one on one database and one store, as during an update:
//   npm run test:upgrade [-- COMMIT]     default: the one of prisma/previous-version.txt
// The version before is built from the history of the repository, with the packages that its own lock file names.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [, , recorded] = readFileSync('prisma/previous-version.txt', 'utf8').split('\n', 1)[0].split(' ');
const commit = process.argv[2] ?? recorded;
const folder = mkdtempSync(join(tmpdir(), 'airlock-version-before-'));
const git = (...args) => execFileSync('git', args, { stdio: ['ignore', 'ignore', 'inherit'] });

/** Packages of the same lock file are shared; others are installed, which builds too (`prepare`). */
function build() {
  const lock = (root) => readFileSync(join(root, 'package-lock.json'), 'utf8');
  const npm = (...args) => execFileSync('npm', args, { cwd: folder, stdio: 'inherit' });
  if (lock(folder) !== lock('.')) return npm('ci');
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  npm('run', 'build');
}

git('worktree', 'add', '--detach', folder, commit);
try {
  build();
  const jest = ['node_modules/jest/bin/jest.js', '--selectProjects', 'e2e'];
  const { status } = spawnSync(process.execPath, [...jest, '--testPathPatterns', 'e2e/upgrade'], {
    stdio: 'inherit',
    env: { ...process.env, AIRLOCK_VERSION_BEFORE: folder },
  });
  process.exitCode = status ?? 1;
} finally {
  // Of a link only the link is removed.
  rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
  git('worktree', 'remove', '--force', folder);
}
