import { type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import { type IdempotentCall, IdempotentCalls } from './idempotent-calls.js';
import { idempotentRequestOf } from './idempotent-request.js';

/** Runs the call, or gives the answer that the same request was given before. */
export type Once = (call: IdempotentCall) => Promise<unknown>;

/** Gives a handler `Once` if its request carries a key. A request without one costs nothing. */
@Injectable()
export class IdempotencyPipe implements PipeTransform<ExecutionContext, Once | undefined> {
  constructor(private readonly calls: IdempotentCalls) {}

  transform(context: ExecutionContext): Once | undefined {
    const request = idempotentRequestOf(context);
    return request && ((call) => this.calls.answer(context, request, call));
  }
}
