import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { render } from '../../../../edge/errors/render.js';

/**
 * Renders errors as Companion does, `{error: "s3: …"}`, with what a person is shown as `message`: Uppy 4 and 5 show it for
 * every 4xx.
 */
@Catch()
export class CompanionErrors implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { problem, retryAfter } = render(error, request.id);
    const { status, detail: message, code, errors } = problem;
    if (retryAfter) void reply.header('retry-after', String(retryAfter));
    const body = { error: `s3: ${message}`, message, code, errors, requestId: request.id };
    void reply.status(status).header('content-type', 'application/json').send(JSON.stringify(body));
  }
}
