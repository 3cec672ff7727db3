import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { idempotencyKeyHeader } from './idempotent.decorator.js';
import { StreamedOncePipe } from './streamed-once.pipe.js';

/** As `@Idempotent()`, for a route that reads its body itself: the handler calls what `@OnceByKey()` gives it. */
export const IdempotentStream = (): MethodDecorator => applyDecorators(idempotencyKeyHeader());

const contextOf = createParamDecorator((_: unknown, context: ExecutionContext) => context);
export const OnceByKey = (): ParameterDecorator => contextOf(StreamedOncePipe);
