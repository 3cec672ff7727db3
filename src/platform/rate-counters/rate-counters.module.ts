import { Module } from '@nestjs/common';
import { RateCounters } from './rate-counters.js';

/** Counts that all processes share: for rate limits and the throttle of logins. */
@Module({ providers: [RateCounters], exports: [RateCounters] })
export class RateCountersModule {}
