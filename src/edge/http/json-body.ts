import { RouteConfig } from '@nestjs/platform-fastify';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { Errors } from '../../shared/errors/errors.js';
import { forStrangers } from './limits/body-allowance.js';
import { jsonShapeProblem } from './limits/json-shape.js';

/**
 * The only body the API reads is JSON. No body is an empty one (`confirm` needs none); keys that would reach a
 * prototype are refused. What else a route takes stands in `form-body.ts`.
 */
export function acceptOnlyJson(server: FastifyInstance): void {
  const parseAny = server.getDefaultJsonParser('error', 'error');
  const parse = (request: FastifyRequest, text: string, done: (error: Error | null, body?: unknown) => void) => {
    if (text.trim() === '') return done(null, {});
    const shape = jsonShapeProblem(text);
    if (shape) return done(Errors.invalidField('body', shape));
    parseAny(request, text, (error, body) => (error ? done(refusal(error)) : done(null, body)));
  };
  server.removeContentTypeParser('text/plain');
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, parse);
  server.addContentTypeParser<string>('text/plain', { parseAs: 'string' }, (request, text, done) =>
    isReadAsJson(request)
      ? parse(request, text, done)
      : done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE('text/plain')),
  );
}

/**
 * For routes whose callers send JSON and call it plain text, as SNS does, without credentials. Elsewhere that is refused:
 * it needs no preflight.
 */
export const TextIsJson = () => RouteConfig({ textIsJson: true, ...forStrangers });

const isReadAsJson = ({ routeOptions }: FastifyRequest) =>
  (routeOptions.config as { textIsJson?: boolean }).textIsJson === true;

function refusal(error: Error): Error {
  const message = error.message.includes('prototype')
    ? 'must not have a key "__proto__" or "constructor"'
    : 'must be valid JSON';
  return Errors.invalidField('body', message);
}
