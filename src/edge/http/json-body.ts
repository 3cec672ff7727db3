import { RouteConfig } from '@nestjs/platform-fastify';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { Errors } from '../../shared/errors/errors.js';

/** Deeper values would overflow the stack of whoever walks them: our validators, `JSON.stringify`, the database. */
const MAX_DEPTH = 64;

/**
 * The only body the API reads is JSON. No body is an empty one (`confirm` needs none); keys that would reach a
 * prototype are refused. What else a route takes stands in `form-body.ts`.
 */
export function acceptOnlyJson(server: FastifyInstance): void {
  const parseAny = server.getDefaultJsonParser('error', 'error');
  const parse = (request: FastifyRequest, text: string, done: (error: Error | null, body?: unknown) => void) => {
    if (text.trim() === '') return done(null, {});
    if (isTooDeep(text)) return done(Errors.invalidField('body', `must not be nested deeper than ${MAX_DEPTH} levels`));
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

/** For routes whose callers send JSON and call it plain text, as SNS does. Elsewhere that is refused: it needs no preflight. */
export const TextIsJson = () => RouteConfig({ textIsJson: true });

const isReadAsJson = ({ routeOptions }: FastifyRequest) =>
  (routeOptions.config as { textIsJson?: boolean }).textIsJson === true;

function refusal(error: Error): Error {
  const message = error.message.includes('prototype')
    ? 'must not have a key "__proto__" or "constructor"'
    : 'must be valid JSON';
  return Errors.invalidField('body', message);
}

const QUOTE = 34;
const BACKSLASH = 92;
const isOpening = (code: number) => code === 91 || code === 123;
const isClosing = (code: number) => code === 93 || code === 125;

/** Counts brackets outside of strings: `JSON.parse` itself takes any depth. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfString(text, i);
    else if (isOpening(code) && ++depth > MAX_DEPTH) return true;
    else if (isClosing(code)) depth--;
  }
  return false;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}
