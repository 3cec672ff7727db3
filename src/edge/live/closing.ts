import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/** Says when the server closes, whoever closes it: it waits for every answer, and a stream would never end by itself. */
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
