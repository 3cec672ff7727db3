import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata, type Type } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { MadeRecord } from '../../platform/idempotency/leased-key.js';
import type { Actor } from '../../shared/actor.js';
import { IdempotencyPipe, type Once } from './idempotency.pipe.js';
import { RENEWAL } from './idempotent-calls.js';
import type { Renewal } from './renewal.js';

type Handler = (this: unknown, ...args: unknown[]) => Promise<unknown>;

/** The handler's answer, built again from what it noted (`noteMade`). */
export type Recall<Self, Made extends object = MadeRecord> = (self: Self, actor: Actor, made: Made) => Promise<unknown>;

/**
 * A request that creates: sent again with the same `Idempotency-Key`, it gets its first answer. Its transaction notes
 * what it makes; `recall` answers from the note when the first answer was lost.
 */
export function Idempotent<Self, Made extends object = MadeRecord>(
  recall: Recall<Self, Made>,
  renewal?: Type<Renewal>,
): MethodDecorator {
  const once = runOnce(recall as Recall<unknown, object>);
  return applyDecorators(SetMetadata(RENEWAL, renewal), idempotencyKeyHeader(), once);
}

/** As `@Idempotent()`, for a route that reads its body by itself: the handler calls what `@OnceByKey()` gives it. */
export const IdempotentBody = (): MethodDecorator => applyDecorators(idempotencyKeyHeader());

const contextOf = createParamDecorator((_: unknown, context: ExecutionContext) => context);

/** `Once`, or undefined for a request without a key. */
export const OnceByKey = (): ParameterDecorator => contextOf(IdempotencyPipe);

const idempotencyKeyHeader = () =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Your own name for this request, kept 24 hours: a retry with the same key and body gets the first answer.',
  });

/**
 * Gives the handler one more argument, which is there if the request carries a key. An interceptor would do the same,
 * but sends every request through its machinery, with or without a key: a seventh of what creating an upload costs.
 */
function runOnce(recall: Recall<unknown, object>): MethodDecorator {
  const decorate = (target: object, name: string, descriptor: TypedPropertyDescriptor<Handler>): void => {
    const handler = descriptor.value!;
    const position = handler.length;
    OnceByKey()(target, name, position);
    const wrapped: Handler = function (...args) {
      const once = args[position] as Once | undefined;
      const handle = () => handler.apply(this, args.slice(0, position));
      return once ? once({ handle, recall: (actor, made) => recall(this, actor, made) }) : handle();
    };
    Object.defineProperty(wrapped, 'name', { value: handler.name });
    for (const key of Reflect.getMetadataKeys(handler))
      Reflect.defineMetadata(key, Reflect.getMetadata(key, handler), wrapped);
    descriptor.value = wrapped;
  };
  return decorate as MethodDecorator;
}
