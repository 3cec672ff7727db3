import { Injectable, Optional } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Config } from '../../config/config.js';
import type { RateCounter } from '../../platform/rate-counters/rate-counter.js';
import { RateCounters } from '../../platform/rate-counters/rate-counters.js';
import type { Actor } from '../../shared/actor.js';
import { Allowance, type Standing } from './allowance.js';
import { callerOf } from './caller-of.js';

const PERIOD_SECONDS = 60;
/** Of callers who were seen longest ago the allowance is forgotten: they begin anew in this process. */
const MAX_CALLERS = 20_000;

/** The rate limit of callers over all processes. */
@Injectable()
export class RequestLimits {
  /** Requests in a minute; 0: unlimited. */
  readonly limit: number;
  private readonly counter: RateCounter;
  private readonly allowances = new LRUCache<string, Allowance>({ max: MAX_CALLERS });

  constructor(
    config: Config,
    counters: RateCounters,
    @Optional() private readonly clock: { now(): number } = performance,
  ) {
    this.limit = config.get('RATE_LIMIT_PER_MINUTE');
    this.counter = counters.counterOf({ name: 'requests', seconds: PERIOD_SECONDS });
  }

  /** Counts one request. Waits only where the shared count is needed. */
  spend(actor: Actor): Standing | Promise<Standing> {
    const caller = callerOf(actor);
    let allowance = this.allowances.get(caller);
    if (!allowance) {
      allowance = new Allowance(this.limit, PERIOD_SECONDS * 1_000, () => this.clock.now());
      this.allowances.set(caller, allowance);
    }
    return allowance.spend((points) => this.counter.add(caller, points));
  }
}
