// jest's environment for `npm run test:cpu`: notes the CPU that each spec file used, with the processes that it started.
import { appendFileSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import SharedModulesEnvironment from './jest/shared-modules-environment.mjs';

const TICKS_PER_SECOND = 100;

/** Seconds of this process, and of its children that have ended. */
function used() {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // The name, in parentheses, may contain spaces; the times are the 12th to the 15th field after it.
  const times = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15);
  const [user, system, childUser, childSystem] = times.map((ticks) => Number(ticks) / TICKS_PER_SECOND);
  return { own: user + system, children: childUser + childSystem };
}

export default class SpecCpuEnvironment extends SharedModulesEnvironment {
  constructor(config, context) {
    super(config, context);
    this.spec = relative('dist', context.testPath);
    this.before = used();
    this.began = performance.now();
  }

  async teardown() {
    await super.teardown();
    const { own, children } = used();
    const row = {
      spec: this.spec,
      wall: (performance.now() - this.began) / 1000,
      own: own - this.before.own,
      children: children - this.before.children,
    };
    appendFileSync(process.env.AIRLOCK_SPEC_CPU, `${JSON.stringify(row)}\n`);
  }
}
