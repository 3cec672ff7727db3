import { METHODS } from 'node:http';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Counter, Histogram } from 'prom-client';
import { defineCounter, defineHistogram } from '../../platform/metrics/metric-definitions.js';
import { Metrics } from '../../platform/metrics/metrics.js';

/** A path that no route has. Its text may hold anything. */
const NO_ROUTE = 'none';

const method = METHODS;
const route = { atMost: 500, of: 'the template of the route, never a path' };

const httpRequests = defineCounter({
  name: 'airlock_http_requests_total',
  help: `Requests that were answered, by route and status. Requests without a route count as ${NO_ROUTE}.`,
  labels: { method, route, status: { atMost: 60, of: 'the HTTP status' } },
});
const httpSeconds = defineHistogram(
  {
    name: 'airlock_http_request_seconds',
    help: 'Time of a request, from its head to the end of its answer. Streams of events last as long as their clients listen.',
    labels: { method, route },
  },
  [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
);

interface Series {
  count: Counter.Internal;
  duration: Histogram.Internal<'method' | 'route'>;
}

/** Counts answers by route template. One hook, two numbers a request. */
@Injectable()
export class HttpMetrics implements OnModuleInit {
  private readonly series = new Map<string, Series>();
  private readonly requests;
  private readonly seconds;

  constructor(
    metrics: Metrics,
    private readonly host: HttpAdapterHost,
  ) {
    this.requests = metrics.counter(httpRequests);
    this.seconds = metrics.histogram(httpSeconds);
  }

  onModuleInit(): void {
    const server = this.host.httpAdapter?.getInstance<FastifyInstance>();
    server?.addHook('onResponse', (request, reply, done) => {
      this.observe(request, reply);
      done();
    });
  }

  private observe(request: FastifyRequest, reply: FastifyReply): void {
    const series = this.seriesOf(request.method, request.routeOptions.url ?? NO_ROUTE, reply.statusCode);
    series.count.inc();
    series.duration.observe(reply.elapsedTime / 1000);
  }

  /** Methods, routes and statuses are few, so that this map is bounded as the series are. */
  private seriesOf(method: string, route: string, status: number): Series {
    const key = `${method} ${route} ${status}`;
    const known = this.series.get(key);
    if (known) return known;
    const count = this.requests.of({ method, route, status: String(status) });
    const series = { count, duration: this.seconds.of({ method, route }) };
    this.series.set(key, series);
    return series;
  }
}
