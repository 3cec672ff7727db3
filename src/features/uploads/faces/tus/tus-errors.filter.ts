import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { render } from '../../../../edge/errors/render.js';

/** Errors as clients of tus show them to people: a status and a sentence. */
@Catch()
export class TusErrorsFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const { problem, retryAfter } = render(error, http.getRequest<FastifyRequest>().id);
    if (reply.sent) return void reply.raw.destroy();
    if (retryAfter) void reply.header('retry-after', String(retryAfter));
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    void reply
      .status(problem.status)
      .header('tus-resumable', '1.0.0')
      .type('text/plain; charset=utf-8')
      .send(`${problem.detail}\n`);
  }
}
