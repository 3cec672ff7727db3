import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { guarded } from '../../platform/listeners/guarded.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { HealthService } from './health.service.js';
import { ReadinessView } from './health.views.js';

interface Answer {
  status: number;
  type: string;
  body: string;
}

const LIMITS = { headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 5_000, maxHeaderSize: 8 * 1024 };
/** Probes and scrapers are few. */
const MOST_CONNECTIONS = 100;

const json = (status: number, body: object): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
});

/** Health and metrics of a worker over HTTP, and nothing else: a worker has no API. Other roles serve them on PORT. */
@Injectable()
export class WorkerServer implements OnApplicationShutdown {
  private server?: Server;

  constructor(
    private readonly health: HealthService,
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  /** Where it listens, once it does. */
  get port(): number {
    return (this.server!.address() as AddressInfo).port;
  }

  async listen(): Promise<void> {
    const [port, host] = [this.config.get('WORKER_PORT'), this.config.get('HOST')];
    const handle = (request: IncomingMessage, response: ServerResponse) => this.handle(request, response);
    const server = createServer(
      LIMITS,
      guarded(handle, (_, response) => response.destroy()),
    );
    server.maxConnections = MOST_CONNECTIONS;
    const listening = Promise.withResolvers<void>();
    server.once('error', (error: NodeJS.ErrnoException) => listening.reject(startError(error, port)));
    server.listen(port, host, listening.resolve);
    await listening.promise;
    this.server = server;
  }

  async onApplicationShutdown(): Promise<void> {
    const closed = new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
    this.server?.closeAllConnections();
    await closed;
  }

  private async handle({ method, url = '/' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const isRead = method === 'GET' || method === 'HEAD';
    const { status, type, body } = isRead
      ? await this.answer(url.split('?')[0]!)
      : json(405, { detail: 'Health and metrics are read by GET.' });
    // A body that was sent is not read: the connection ends with the answer.
    const headers = {
      'content-type': type,
      'cache-control': 'no-store',
      ...(isRead ? {} : { allow: 'GET, HEAD', connection: 'close' }),
    };
    response.writeHead(status, headers).end(method === 'HEAD' ? undefined : body);
  }

  private async answer(path: string): Promise<Answer> {
    if (path === '/health/live') return json(200, { status: 'ok' });
    if (path === '/health/ready') {
      const readiness = await this.health.readiness();
      return json(readiness.status === 'unavailable' ? 503 : 200, ReadinessView.from(readiness));
    }
    if (path === '/metrics')
      return { status: 200, type: this.metrics.registry.contentType, body: await this.metrics.registry.metrics() };
    return json(404, { detail: 'A worker serves /health/live, /health/ready and /metrics.' });
  }
}

function startError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(
    `Port ${port} of the worker's health and metrics is in use: set WORKER_PORT to another port, or stop what listens there.`,
  );
}
