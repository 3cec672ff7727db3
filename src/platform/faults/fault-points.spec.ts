import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Config } from '../../config/config.js';
import { FaultPoints } from './fault-points.js';

const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
afterEach(() => void kill.mockClear());

const at = (steps: string | undefined) => new FaultPoints({ get: () => steps } as unknown as Config);
const goesOn = (faults: FaultPoints, step: string) =>
  Promise.race([faults.reached(step).then(() => true), new Promise((resolve) => setImmediate(resolve, false))]);

describe('fault points', () => {
  it('do nothing when no step is named', async () => {
    expect(await goesOn(at(undefined), 'a')).toBe(true);
    expect(kill).not.toHaveBeenCalled();
  });

  it('hold the first call of a step, let later calls pass, and kill the process at the last step', async () => {
    const faults = at('a,b');
    const passed = [];
    for (const step of ['c', 'a', 'a', 'b']) passed.push(await goesOn(faults, step));
    expect(passed).toEqual([true, false, true, false]);
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGKILL']]);
  });

  it('are awaited wherever they stand', async () => {
    const names = await readdir('src', { recursive: true });
    const sources = await Promise.all(names.filter((name) => /(?<!\.spec)\.ts$/.test(name)).map(read));
    const calls = sources.flat().filter((line) => line.includes('faults.reached('));
    expect(calls.length).toBeGreaterThan(30);
    expect(calls.filter((line) => !line.includes('await '))).toEqual([]);
  });

  const read = async (name: string) => (await readFile(join('src', name), 'utf8')).split('\n');
});
