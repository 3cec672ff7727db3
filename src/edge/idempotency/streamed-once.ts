import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { idempotencyKeyHeader } from './idempotent.decorator.js';
import type { StreamFingerprint } from './stream-fingerprint.js';
import { StreamedOncePipe } from './streamed-once.pipe.js';

/** A request that runs under its key. */
export interface RunningStream {
  /** To be told everything that the request says. */
  fingerprint: StreamFingerprint;
  /** The key is no longer ours: whoever has it answers. */
  lost: AbortSignal;
}

export interface StreamedCall {
  /** Takes the body in. Without a key there is nothing to tell. */
  run(stream?: RunningStream): Promise<object>;
  /** Only reads the body: it was answered before if it says the same. */
  read(fingerprint: StreamFingerprint): Promise<void>;
}

/** Runs the call, or answers what the same request was answered before. */
export type StreamedOnce = (call: StreamedCall) => Promise<object>;

/** As `@Idempotent()`, for a route that reads its body itself: the handler calls what `@OnceByKey()` gives it. */
export const IdempotentStream = (): MethodDecorator => applyDecorators(idempotencyKeyHeader());

const contextOf = createParamDecorator((_: unknown, context: ExecutionContext) => context);
export const OnceByKey = (): ParameterDecorator => contextOf(StreamedOncePipe);
