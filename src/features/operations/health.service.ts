import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../shared/errors/domain-error.js';
import { HEALTH_PROBES, type HealthProbe } from './health-probe.js';

const DEADLINE_MS = 2_000;

export type PartState = 'up' | 'down' | 'not_configured';

export interface PartHealth {
  state: PartState;
  latencyMs: number;
  detail?: string;
}

export interface Readiness {
  /** `degraded`: a part does not answer without which clients can be served for a while. */
  status: 'ready' | 'degraded' | 'unavailable';
  parts: Record<string, PartHealth>;
}

/** Runs all probes at once. Calls at the same time share one round of probes. */
@Injectable()
export class HealthService {
  private underWay: Promise<Readiness> | undefined;

  constructor(@Inject(HEALTH_PROBES) private readonly probes: readonly HealthProbe[]) {}

  readiness(): Promise<Readiness> {
    this.underWay ??= this.probeAll().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async probeAll(): Promise<Readiness> {
    const found = await Promise.all(this.probes.map(async (probe) => ({ probe, health: await checked(probe) })));
    const away = found.filter(({ health }) => health.state !== 'up');
    const status = away.some(({ probe }) => probe.required) ? 'unavailable' : away.length ? 'degraded' : 'ready';
    return { status, parts: Object.fromEntries(found.map(({ probe, health }) => [probe.name, health])) };
  }
}

async function checked(probe: HealthProbe): Promise<PartHealth> {
  const started = performance.now();
  const latencyMs = () => Math.round((performance.now() - started) * 10) / 10;
  try {
    const remark = await withDeadline((signal) => probe.check(signal));
    return { state: 'up', latencyMs: latencyMs(), ...(typeof remark === 'string' ? { detail: remark } : {}) };
  } catch (error) {
    return { ...explain(error), latencyMs: latencyMs() };
  }
}

/** A part that ignores its signal must not delay the answer. */
async function withDeadline(work: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
  const controller = new AbortController();
  const late = sleep(DEADLINE_MS, undefined, { signal: controller.signal, ref: false }).then(() => {
    throw new DomainError('unavailable', 'NO_ANSWER', `No answer within ${DEADLINE_MS / 1000} s.`);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    controller.abort();
    await late.catch(() => undefined);
  }
}

/** Errors of our own are public; of others only the code is shown, as their text may have addresses or names. */
function explain(error: unknown): { state: PartState; detail: string } {
  if (error instanceof DomainError) {
    const state = error.code.endsWith('_NOT_CONFIGURED') ? 'not_configured' : 'down';
    return { state, detail: error.message };
  }
  const code = (error as { code?: unknown } | null)?.code;
  return { state: 'down', detail: typeof code === 'string' ? `Does not answer (${code}).` : 'Does not answer.' };
}
