import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../shared/errors/domain-error.js';
import { explainPart } from './explain-part.js';
import { HealthLog } from './health-log.js';
import { HEALTH_PROBES, type HealthProbe } from './health-probe.js';
import type { PartHealth, Readiness } from './readiness.js';

const DEADLINE_MS = 2_000;

/** Runs all probes at once. Calls at the same time share one round of probes; what a round finds new is logged. */
@Injectable()
export class HealthService implements BeforeApplicationShutdown {
  private readonly log = new HealthLog();
  private underWay: Promise<Readiness> | undefined;
  private isStopping = false;
  private begun = 0;
  private logged = 0;

  constructor(@Inject(HEALTH_PROBES) private readonly probes: readonly HealthProbe[]) {}

  readiness(): Promise<Readiness> {
    this.underWay ??= this.look().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  beforeApplicationShutdown(): void {
    this.isStopping = true;
  }

  /** A round of its own, whatever others are under way. */
  async look(): Promise<Readiness> {
    const round = ++this.begun;
    const found = await Promise.all(this.probes.map(async (probe) => ({ probe, health: await checked(probe) })));
    const away = found.filter(({ health }) => health.state !== 'up');
    const missing = away
      .filter(({ probe }) => probe.required)
      .map(({ probe, health }) => `${probe.name}: ${health.detail}`);
    const status = missing.length ? 'unavailable' : away.length ? 'degraded' : 'ready';
    const parts = Object.fromEntries(found.map(({ probe, health }) => [probe.name, health]));
    this.note(round, parts);
    return { status, parts, missing };
  }

  /** Not of a round that ended after a later one; and connections that this process closes itself are no outage. */
  private note(round: number, parts: Readiness['parts']): void {
    if (this.isStopping || round < this.logged) return;
    this.logged = round;
    this.log.note(parts);
  }
}

async function checked(probe: HealthProbe): Promise<PartHealth> {
  const started = performance.now();
  const latencyMs = () => Math.round((performance.now() - started) * 10) / 10;
  try {
    const remark = await withDeadline((signal) => probe.check(signal), probe.names.noun);
    return { state: 'up', latencyMs: latencyMs(), ...(typeof remark === 'string' ? { detail: remark } : {}) };
  } catch (error) {
    return { ...explainPart(error, probe.names), latencyMs: latencyMs() };
  }
}

/** A part that ignores its signal must not delay the answer. */
async function withDeadline(work: (signal: AbortSignal) => Promise<unknown>, noun: string): Promise<unknown> {
  const controller = new AbortController();
  const late = sleep(DEADLINE_MS, undefined, { signal: controller.signal, ref: false }).then(() => {
    const message = `${noun} does not answer within ${DEADLINE_MS / 1000} s. Look whether it runs, and at the network between.`;
    throw new DomainError('unavailable', 'NO_ANSWER', message);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    controller.abort();
    await late.catch(() => undefined);
  }
}
