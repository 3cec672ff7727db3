import { Global, Module } from '@nestjs/common';
import { RateCountersModule } from '../../platform/rate-counters/rate-counters.module.js';
import { RequestLimits } from './request-limits.js';

/** Global: the guard that uses it belongs to the whole application. */
@Global()
@Module({ imports: [RateCountersModule], providers: [RequestLimits], exports: [RequestLimits] })
export class RateLimitsModule {}
