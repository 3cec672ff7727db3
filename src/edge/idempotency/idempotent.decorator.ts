import { applyDecorators, SetMetadata, type Type, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { IdempotencyInterceptor, RENEWAL } from './idempotency.interceptor.js';
import type { Renewal } from './renewal.js';

/** A request that creates: sent again with the same `Idempotency-Key`, it gets its first answer. */
export function Idempotent(renewal?: Type<Renewal>): MethodDecorator {
  return applyDecorators(
    SetMetadata(RENEWAL, renewal),
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Your own name for this request, kept 24 hours: a retry with the same key and body gets the first answer.',
    }),
  );
}
