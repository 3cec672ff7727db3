import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Queue } from 'bullmq';
import { fastify, type FastifyInstance } from 'fastify';
import { Errors } from '../../../shared/errors/errors.js';

export const BOARD_PATH = '/admin/queues';

/** An answer of the board: a page, an asset, or what its page asks for. */
export interface BoardAnswer {
  status: number;
  type: string;
  body: Buffer;
}

/** Redis's client waits for a connection without an end. */
const DEADLINE_MS = 10_000;

/** Its page names a font of another host, which its policy would refuse. */
const FONT = /<link[^>]*https:\/\/fonts\.googleapis\.com[^>]*>/g;

/**
 * bull-board over the queues of this process, on PostgreSQL or Redis: it shows, and changes nothing. Loaded by its first
 * request, into an HTTP server of its own that listens nowhere.
 */
@Injectable()
export class QueueBoard implements OnApplicationShutdown {
  private opened: Promise<FastifyInstance> | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  /** `path`: with its query, below BOARD_PATH. */
  async answer(path: string): Promise<BoardAnswer> {
    const server = await (this.opened ??= this.open());
    const { statusCode, headers, rawPayload } = await inTime(server.inject({ method: 'GET', url: path }));
    const type = String(headers['content-type'] ?? 'application/octet-stream');
    const isPage = type.startsWith('text/html');
    const body = isPage ? Buffer.from(rawPayload.toString('utf8').replace(FONT, '')) : rawPayload;
    return { status: statusCode, type, body };
  }

  async onApplicationShutdown(): Promise<void> {
    await (await this.opened)?.close();
  }

  private async open(): Promise<FastifyInstance> {
    const [{ createBullBoard }, { BullMQAdapter }, { FastifyAdapter }] = await Promise.all([
      import('@bull-board/api'),
      import('@bull-board/api/bullMQAdapter'),
      import('@bull-board/fastify'),
    ]);
    const serverAdapter = new FastifyAdapter();
    serverAdapter.setBasePath(BOARD_PATH);
    const queues = this.queues().map((queue) => new BullMQAdapter(queue, { readOnlyMode: true }));
    createBullBoard({ queues, serverAdapter, options: { uiConfig: { boardTitle: 'Airlock queues' } } });
    const server = fastify({ routerOptions: { ignoreTrailingSlash: true } });
    await server.register(serverAdapter.registerPlugin() as never, { prefix: BOARD_PATH });
    await server.ready();
    return server as unknown as FastifyInstance;
  }

  private queues(): Queue[] {
    const instances = this.discovery.getProviders().map(({ instance }) => instance as unknown);
    return [...new Set(instances.filter((instance): instance is Queue => instance instanceof Queue))];
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = new AbortController();
  const timeout = pause(DEADLINE_MS, undefined, { ref: false, signal: late.signal }).then(() => {
    throw Errors.unavailable('The queue does not answer. Try again in a few seconds.');
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    late.abort();
    timeout.catch(() => undefined);
    work.catch(() => undefined);
  }
}
