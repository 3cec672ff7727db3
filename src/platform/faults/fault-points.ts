import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';

const onwards = Promise.resolve();
const never = new Promise<void>(() => undefined);

/**
 * Named steps between which a process may die. Tests set AIRLOCK_FAULT_AT to some of them: the first call that reaches one
 * never returns, and at the last of them the process kills itself, as a power cut would, with the other calls still waiting.
 * In production the variable is refused and this does nothing.
 */
@Injectable()
export class FaultPoints {
  /** Steps that were not reached yet. */
  private readonly ahead: Set<string>;

  constructor(config: Config) {
    this.ahead = new Set(config.get('AIRLOCK_FAULT_AT')?.split(','));
  }

  /** Must be awaited: otherwise the caller would go on where the process is meant to have died. */
  reached(step: string): Promise<void> {
    if (!this.ahead.delete(step)) return onwards;
    if (this.ahead.size === 0) process.kill(process.pid, 'SIGKILL');
    return never;
  }
}
