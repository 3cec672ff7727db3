import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';

/**
 * Named steps between which a process may die. Tests set AIRLOCK_FAULT_AT to one of them and the process kills itself
 * there, as a power cut would; in production the variable is refused and this does nothing.
 */
@Injectable()
export class FaultPoints {
  private readonly fatal: string | undefined;

  constructor(config: Config) {
    this.fatal = config.get('AIRLOCK_FAULT_AT');
  }

  reached(step: string): void {
    if (this.fatal === step) process.kill(process.pid, 'SIGKILL');
  }
}
