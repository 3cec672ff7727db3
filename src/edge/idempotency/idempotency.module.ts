import { Global, Module } from '@nestjs/common';
import { IdempotencyRepository } from '../../platform/idempotency/idempotency.repository.js';
import { MetricsModule } from '../../platform/metrics/metrics.module.js';
import { IdempotentCalls } from './idempotent-calls.js';

/** What `@Idempotent()` needs, everywhere. */
@Global()
@Module({
  imports: [MetricsModule],
  providers: [IdempotencyRepository, IdempotentCalls],
  exports: [IdempotencyRepository, IdempotentCalls],
})
export class IdempotencyModule {}
