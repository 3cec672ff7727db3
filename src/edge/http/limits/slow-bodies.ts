import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { problemOf } from '../../errors/problem.js';
import { sendProblem } from '../../errors/send-problem.js';
import { hasBody } from '../has-body.js';
import { readsItsBody } from '../raw-body.js';
import { MinimumRate, type RateRule } from '../../../platform/streams/minimum-rate.js';

const CHECK_MS = 1_000;

/** The progress of a body since the first check that found it open. */
interface Pace {
  rate: MinimumRate;
  bytesRead: number;
}

/**
 * Ends requests whose body arrives too slowly, with 408, also after their answer. Open bodies are checked once a second,
 * so that a body that arrives at once costs no more than an entry in a map. Time is counted in checks: a pause of the
 * process does not count against senders.
 */
export class SlowBodies {
  private readonly open = new Map<FastifyReply, Pace | undefined>();
  private checks = 0;

  constructor(private readonly rule: RateRule) {}

  /** A route that reads its body has a rate of its own until it has answered. */
  watchOn(server: FastifyInstance): void {
    server.addHook('onRequest', (request, reply, done) => {
      if (hasBody(request) && !readsItsBody(request)) this.open.set(reply, undefined);
      done();
    });
    server.addHook('preValidation', (_request, reply, done) => {
      this.open.delete(reply);
      done();
    });
    server.addHook('onResponse', (request, reply, done) => {
      if (!request.raw.complete && !this.open.has(reply)) this.open.set(reply, undefined);
      done();
    });
    const timer = setInterval(() => this.check(), CHECK_MS).unref();
    server.addHook('onClose', (_server, done) => {
      clearInterval(timer);
      done();
    });
  }

  private check(): void {
    this.checks++;
    for (const [reply, pace] of this.open) {
      const { raw } = reply.request;
      if (raw.complete || raw.destroyed) this.open.delete(reply);
      else if (!pace) this.open.set(reply, this.paceOf(raw));
      else if (isTooSlow(pace, raw.socket.bytesRead)) this.end(reply);
    }
  }

  private paceOf({ socket }: FastifyRequest['raw']): Pace {
    return { rate: new MinimumRate(this.rule, () => this.checks * CHECK_MS), bytesRead: socket.bytesRead };
  }

  private end(reply: FastifyReply): void {
    const { request } = reply;
    this.open.delete(reply);
    if (reply.sent) return void request.raw.destroy();
    void reply.header('connection', 'close');
    sendProblem(request, reply, { problem: problemOf(tooSlow()) });
  }
}

function isTooSlow(pace: Pace, bytesRead: number): boolean {
  pace.rate.arrived(bytesRead - pace.bytesRead);
  pace.bytesRead = bytesRead;
  return pace.rate.isTooSlow;
}

const tooSlow = () =>
  new DomainError('timeout', 'REQUEST_TIMEOUT', 'The body arrived too slowly. Send the request again.');
