// Which spec files cost most CPU: npm run test:cpu -- [--record] [options of jest], on Linux. PostgreSQL of the run is not
// counted. `--record` keeps how long each took, for the order of the next runs (`longest-first.mjs`).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MOST = 40;

const folder = mkdtempSync(join(tmpdir(), 'airlock-spec-cpu-'));
const file = join(folder, 'rows');
const args = process.argv.slice(2).filter((arg) => arg !== '--record');
const projects = args.includes('--selectProjects') ? [] : ['--selectProjects', 'integration', 'e2e'];
const jest = ['node_modules/jest/bin/jest.js', ...projects, ...args];
const { status } = spawnSync(process.execPath, jest, {
  stdio: 'inherit',
  env: { ...process.env, AIRLOCK_SPEC_CPU: file },
});

const rows = readFileSync(file, 'utf8').trim().split('\n').map(JSON.parse);
rmSync(folder, { recursive: true });
const seconds = (number) => number.toFixed(1).padStart(8);
const total = ({ own, children }) => own + children;
const print = (name, row) => console.log(`${seconds(total(row))}${seconds(row.own)}${seconds(row.children)}  ${name}`);

console.log('\nCPU seconds of each spec file: in all, of its jest worker, of the processes it started');
for (const row of rows.sort((a, b) => total(b) - total(a)).slice(0, MOST)) print(row.spec, row);
const sum = (of) => rows.reduce((all, row) => all + row[of], 0);
print(`all ${rows.length} files`, { own: sum('own'), children: sum('children') });

if (process.argv.includes('--record')) {
  const path = 'scripts/spec-seconds.json';
  const took = rows.map(({ spec, wall }) => [join('dist', spec), Math.round(wall)]);
  const all = { ...JSON.parse(readFileSync(path, 'utf8')), ...Object.fromEntries(took) };
  const sorted = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}
process.exitCode = status ?? 1;
