import { Logger } from '@nestjs/common';
import type { PartHealth } from './readiness.js';

interface Outage {
  since: number;
  /** Causes that were logged, each once per outage: a part may fail in two ways in turn. */
  causes: Set<string>;
}

/** Logs what changes between two rounds of probes: a part goes down, for another cause, or comes back. Never repeats itself. */
export class HealthLog {
  private readonly outages = new Map<string, Outage>();

  constructor(private readonly logger: Pick<Logger, 'log' | 'warn'> = new Logger('Health')) {}

  note(parts: Record<string, PartHealth>): void {
    for (const [name, health] of Object.entries(parts))
      if (health.state === 'up') this.noteUp(name);
      else this.noteDown(name, health.detail ?? 'It does not answer.');
  }

  private noteUp(name: string): void {
    const outage = this.outages.get(name);
    if (!outage) return;
    this.outages.delete(name);
    this.logger.log(`${name} is up again, after ${Math.ceil((performance.now() - outage.since) / 1_000)} s`);
  }

  private noteDown(name: string, cause: string): void {
    const outage = this.outages.get(name) ?? { since: performance.now(), causes: new Set() };
    this.outages.set(name, outage);
    if (outage.causes.has(cause)) return;
    outage.causes.add(cause);
    this.logger.warn(`${name} is down: ${cause}`);
  }
}
