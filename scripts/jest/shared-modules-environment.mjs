// jest's environment for all projects: specs run in the process itself, not in a context of Node's vm, so that every module
// is loaded once per worker (`shared-modules-runtime.mjs`). What a spec changes of the process is put back after it.
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

const STACK_FRAMES = 30;
/** For values that a module keeps for one spec (`test/support/per-spec.ts`). */
const SPEC = Symbol.for('airlock.spec');

export default class SharedModulesEnvironment {
  global = globalThis;
  fakeTimers = null;
  #before;

  constructor({ projectConfig }, { testPath }) {
    globalThis[SPEC] = testPath;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    const { exit, umask } = process;
    this.#before = { env: { ...process.env }, cwd: process.cwd(), exit, umask: umask(), console: globalThis.console };
  }

  async setup() {
    Error.stackTraceLimit = STACK_FRAMES;
  }

  async teardown() {
    const { env, cwd, exit, umask, console } = this.#before;
    this.fakeTimersModern.dispose();
    this.moduleMocker.restoreAllMocks();
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    for (const [name, value] of Object.entries(env)) if (process.env[name] !== value) process.env[name] = value;
    process.chdir(cwd);
    process.umask(umask);
    process.exit = exit;
    globalThis.console = console;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** There is none; jest looks for the method. */
  getVmContext() {
    return null;
  }
}
