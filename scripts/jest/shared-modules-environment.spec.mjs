import { afterEach, describe, expect, it } from '@jest/globals';
import SharedModulesEnvironment from './shared-modules-environment.mjs';

const { testPath } = expect.getState();
/** The environment of another spec in this process. */
const environment = () => new SharedModulesEnvironment({ projectConfig: {} }, { testPath });

describe('what a spec changes of the process', () => {
  const { env, kill } = process;
  afterEach(() => void (process.kill = kill));

  it('is put back after it: its spies', async () => {
    const other = environment();
    other.moduleMocker.spyOn(process, 'kill').mockReturnValue(true);
    await other.teardown();
    expect(process.kill).toBe(kill);
  });

  it('is put back after it: its variables', async () => {
    const other = environment();
    env.AIRLOCK_LEFT_BEHIND = 'x';
    await other.teardown();
    expect(env.AIRLOCK_LEFT_BEHIND).toBeUndefined();
  });
});
