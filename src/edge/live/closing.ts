import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/** Its signal aborts when the HTTP server begins to close: closing waits for every response, and streams do not end by themselves. */
@Injectable()
export class Closing implements OnModuleInit {
  private readonly closing = new AbortController();

  constructor(private readonly host: HttpAdapterHost) {}

  get signal(): AbortSignal {
    return this.closing.signal;
  }

  onModuleInit(): void {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    server.addHook('preClose', (done) => {
      this.closing.abort();
      done();
    });
  }
}
