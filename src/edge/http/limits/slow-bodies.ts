import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { problemOf } from '../../errors/problem.js';
import { sendProblem } from '../../errors/send-problem.js';
import { readsItsForm } from '../form-body.js';
import { hasBody } from '../has-body.js';
import { MinimumRate, type RateRule } from '../../../platform/streams/minimum-rate.js';

const LOOK_MS = 1_000;

/** How a body comes in, known from the first look that found it open. */
interface Pace {
  rate: MinimumRate;
  bytesRead: number;
}

/**
 * Ends requests whose body trickles, with 408; also bodies that go on trickling after their answer. Looks once a second
 * at the bodies that are open then: one that arrives at once costs no more than its place in a map. Time is counted in
 * looks, so that a process that was stopped for a while blames no sender for it.
 */
export class SlowBodies {
  private readonly open = new Map<FastifyReply, Pace | undefined>();
  private looks = 0;

  constructor(private readonly rule: RateRule) {}

  /** A route that reads a form itself has a rule of its own, until it has answered. */
  watchOn(server: FastifyInstance): void {
    server.addHook('onRequest', (request, reply, done) => {
      if (hasBody(request) && !readsItsForm(request)) this.open.set(reply, undefined);
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
    const timer = setInterval(() => this.look(), LOOK_MS).unref();
    server.addHook('onClose', (_server, done) => {
      clearInterval(timer);
      done();
    });
  }

  private look(): void {
    this.looks++;
    for (const [reply, pace] of this.open) {
      const { raw } = reply.request;
      if (raw.complete || raw.destroyed) this.open.delete(reply);
      else if (!pace) this.open.set(reply, this.paceOf(raw));
      else if (isTooSlow(pace, raw.socket.bytesRead)) this.end(reply);
    }
  }

  private paceOf({ socket }: FastifyRequest['raw']): Pace {
    return { rate: new MinimumRate(this.rule, () => this.looks * LOOK_MS), bytesRead: socket.bytesRead };
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
