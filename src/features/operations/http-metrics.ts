import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Counter, Histogram } from 'prom-client';
import { Metrics } from '../../platform/metrics/metrics.js';

const labelNames = ['method', 'route', 'status'] as const;
type Labels = (typeof labelNames)[number];

interface Series {
  count: Counter.Internal;
  duration: Histogram.Internal<Labels>;
}

/** Counts answers by route template, never by path: paths hold ids. One hook, two numbers a request. */
@Injectable()
export class HttpMetrics implements OnModuleInit {
  private readonly series = new Map<string, Series>();
  private readonly requests: Counter<Labels>;
  private readonly durations: Histogram<Labels>;

  constructor(
    metrics: Metrics,
    private readonly host: HttpAdapterHost,
  ) {
    const registers = [metrics.registry];
    this.requests = new Counter({ name: 'http_requests_total', help: 'Answers sent.', labelNames, registers });
    this.durations = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'From the first byte read to the last byte written.',
      labelNames,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
  }

  onModuleInit(): void {
    const server = this.host.httpAdapter?.getInstance<FastifyInstance>();
    server?.addHook('onResponse', (request, reply, done) => {
      this.observe(request, reply);
      done();
    });
  }

  private observe(request: FastifyRequest, reply: FastifyReply): void {
    const series = this.seriesOf(request.method, request.routeOptions.url ?? 'none', reply.statusCode);
    series.count.inc();
    series.duration.observe(reply.elapsedTime / 1000);
  }

  private seriesOf(method: string, route: string, status: number): Series {
    const key = `${method} ${route} ${status}`;
    const known = this.series.get(key);
    if (known) return known;
    const labels = [method, route, String(status)];
    const series = { count: this.requests.labels(...labels), duration: this.durations.labels(...labels) };
    this.series.set(key, series);
    return series;
  }
}
