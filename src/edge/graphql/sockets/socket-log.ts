import { Logger } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { callerFields } from '../../http/access-log.js';
import { addressOf } from '../../http/client-address.js';
import type { SocketContext } from './socket-context.js';

interface Running {
  request: { id: string; actor?: Actor };
  operation: string;
  since: number;
  messages: number;
}

/** One event for every operation of a socket, when it is over, as requests have. */
export class SocketLog {
  private readonly logger = new Logger('Access');
  private readonly running = new WeakMap<SocketContext, Map<string, Running>>();

  constructor(private readonly proxies: number) {}

  began(context: SocketContext, id: string, request: Running['request'], operation: string): void {
    const running = this.running.get(context) ?? new Map<string, Running>();
    this.running.set(context, running.set(id, { request, operation, since: performance.now(), messages: 0 }));
  }

  sent(context: SocketContext, id: string): void {
    const running = this.running.get(context)?.get(id);
    if (running) running.messages++;
  }

  ended(context: SocketContext, id: string): void {
    const running = this.running.get(context)?.get(id);
    if (!running) return;
    this.running.get(context)!.delete(id);
    const { request, operation, since, messages } = running;
    const ms = Math.round(performance.now() - since);
    this.logger.log(`WebSocket ${operation} over after ${ms} ms`, {
      request_id: request.id,
      ...callerFields(request.actor),
      ...{ method: 'WebSocket', operation, ms, messages },
      address: this.addressIn(context),
    });
  }

  /** An operation that did not begin, or a connection without valid credentials. */
  refused(context: SocketContext, what: string, code: unknown, requestId?: string): void {
    const address = this.addressIn(context);
    this.logger.log(`WebSocket ${what} refused: ${String(code)}`, {
      ...{ request_id: requestId, method: 'WebSocket', code, address },
    });
  }

  private addressIn({ extra }: SocketContext): string | undefined {
    return addressOf(extra.request, this.proxies);
  }
}
