import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { render } from '../../../../edge/errors/render.js';
import { element } from './s3-xml.js';

/** The names that S3 has for refusals of ours; the others are told by their own code. */
const codes: Record<string, string> = {
  NOT_FOUND: 'NoSuchUpload',
  GONE: 'NoSuchUpload',
  FORBIDDEN: 'AccessDenied',
  UNAUTHENTICATED: 'AccessDenied',
  PAYLOAD_TOO_LARGE: 'EntityTooLarge',
  UPLOAD_NOT_UPLOADED: 'InvalidPart',
  VALIDATION_FAILED: 'InvalidArgument',
  RATE_LIMITED: 'SlowDown',
  INTERNAL: 'InternalError',
};

/** Renders errors as S3 does. */
@Catch()
export class S3Errors implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { problem, retryAfter } = render(error, request.id);
    if (retryAfter) void reply.header('retry-after', String(retryAfter));
    const fields = [
      element('Code', codes[problem.code] ?? pascalCase(problem.code)),
      element('Message', problem.detail),
      element('RequestId', request.id),
    ];
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${fields.join('')}</Error>`;
    void reply.status(problem.status).header('content-type', 'application/xml').send(body);
  }
}

function pascalCase(code: string): string {
  return code.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
