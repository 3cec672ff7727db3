import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';

const run = promisify(execFile);

export const ALERTS = resolve('docs/operations/alerts.yaml');

/** Where promtool is, or why there is none. */
export async function findPromtool(): Promise<{ path: string } | { missing: string }> {
  try {
    return { path: (await run(process.execPath, ['scripts/promtool.mjs'])).stdout.trim() };
  } catch (error) {
    return { missing: (error as { stdout?: string }).stdout?.trim() || String(error) };
  }
}

/** Resolves with what promtool printed; rejects with it when it found a fault. */
export async function promtool(path: string, ...args: string[]): Promise<string> {
  try {
    const { stdout, stderr } = await run(path, args);
    return stdout + stderr;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`promtool ${args.join(' ')}: ${stdout}${stderr}`, { cause: error });
  }
}

/** Which alerts fire when processes show these metrics, the same at every scrape for an hour. */
export async function firingOn(path: string, ...expositions: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'airlock-rules-'));
  // The test expects none, so that promtool names those that it found.
  const none = { expr: 'count by (alertname) (ALERTS{alertstate="firing"})', eval_time: '1h', exp_samples: [] };
  const series = expositions.flatMap((text, process) => seriesOf(text, process));
  const test = { interval: '1m', input_series: series, promql_expr_test: [none] };
  const file = join(folder, 'shown.yaml');
  await writeFile(file, stringify({ rule_files: [ALERTS], evaluation_interval: '1m', tests: [test] }));
  try {
    await promtool(path, 'test', 'rules', file);
    return [];
  } catch (error) {
    const names = [...String(error).matchAll(/alertname="(\w+)"/g)].map(([, name]) => name!);
    if (names.length === 0) throw error;
    return [...new Set(names)].sort();
  } finally {
    await rm(folder, { recursive: true });
  }
}

function seriesOf(exposition: string, process: number): { series: string; values: string }[] {
  const samples = exposition.split('\n').map((line) => /^(\w+)(?:\{(.*)\})? ([\d.eE+-]+)$/.exec(line));
  return samples.flatMap((sample) => {
    if (!sample || sample[1]!.endsWith('_bucket')) return [];
    const labels = ['job="airlock"', `instance="${process}"`, ...(sample[2] ? [sample[2]] : [])];
    return [{ series: `${sample[1]}{${labels.join(',')}}`, values: `${sample[3]}x60` }];
  });
}
