import { Global, Module } from '@nestjs/common';
import { IdempotencyRepository } from '../../platform/idempotency/idempotency.repository.js';
import { IdempotentCalls } from './idempotent-calls.js';

/** What `@Idempotent()` needs, everywhere. */
@Global()
@Module({
  providers: [IdempotencyRepository, IdempotentCalls],
  exports: [IdempotencyRepository, IdempotentCalls],
})
export class IdempotencyModule {}
