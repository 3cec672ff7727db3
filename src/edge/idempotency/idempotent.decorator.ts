import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata, type Type } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { IdempotencyPipe, type Once, RENEWAL } from './idempotency.pipe.js';
import type { Renewal } from './renewal.js';

type Handler = (this: unknown, ...args: unknown[]) => Promise<unknown>;

/** A request that creates: sent again with the same `Idempotency-Key`, it gets its first answer. */
export function Idempotent(renewal?: Type<Renewal>): MethodDecorator {
  return applyDecorators(SetMetadata(RENEWAL, renewal), idempotencyKeyHeader(), runOnce as MethodDecorator);
}

export const idempotencyKeyHeader = () =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Your own name for this request, kept 24 hours: a retry with the same key and body gets the first answer.',
  });

const OnceUnderItsKey = createParamDecorator((_: unknown, context: ExecutionContext) => context);

/**
 * Gives the handler one more argument, which is there if the request carries a key. An interceptor would do the same,
 * but sends every request through its machinery, with or without a key: a seventh of what creating an upload costs.
 */
function runOnce(target: object, name: string, descriptor: TypedPropertyDescriptor<Handler>): void {
  const handler = descriptor.value!;
  const position = handler.length;
  OnceUnderItsKey(IdempotencyPipe)(target, name, position);
  const wrapped: Handler = function (...args) {
    const once = args[position] as Once | undefined;
    const handle = () => handler.apply(this, args.slice(0, position));
    return once ? once(handle) : handle();
  };
  Object.defineProperty(wrapped, 'name', { value: handler.name });
  for (const key of Reflect.getMetadataKeys(handler))
    Reflect.defineMetadata(key, Reflect.getMetadata(key, handler), wrapped);
  descriptor.value = wrapped;
}
