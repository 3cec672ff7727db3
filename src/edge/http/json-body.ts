import { RouteConfig } from '@nestjs/platform-fastify';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { Errors } from '../../shared/errors/errors.js';
import { JsonRefusal, jsonTextOf, parseJson } from '../json/parse-json.js';
import { readsAnyBody } from './any-body.js';
import { inflated, isCompressed } from './content-coding.js';
import { unauthenticated } from './limits/body-allowance.js';

/** JSON is the only body that the server parses; a missing body is an empty object. Forms: see `form-body.ts`. */
export function acceptOnlyJson(server: FastifyInstance): void {
  server.removeContentTypeParser('text/plain');
  server.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, readJson);
  server.addContentTypeParser<Buffer>('text/plain', { parseAs: 'buffer' }, (request: FastifyRequest, bytes: Buffer) =>
    isReadAsJson(request) ? readJson(request, bytes) : unreadText(request, bytes),
  );
}

/**
 * For routes whose callers send JSON as text/plain without credentials, as SNS does. Elsewhere it is refused: browsers send
 * text/plain without a preflight.
 */
export const TextIsJson = () => RouteConfig({ textIsJson: true, ...unauthenticated });

const isReadAsJson = ({ routeOptions }: FastifyRequest) =>
  (routeOptions.config as { textIsJson?: boolean }).textIsJson === true;

async function unreadText(request: FastifyRequest, bytes: Buffer): Promise<Buffer> {
  if (readsAnyBody(request)) return bytes;
  throw new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE('text/plain');
}

async function readJson(request: FastifyRequest, bytes: Buffer): Promise<unknown> {
  const plain = isCompressed(request) ? await inflated(bytes, request.routeOptions.bodyLimit) : bytes;
  try {
    const text = jsonTextOf(plain);
    return text.trim() === '' ? {} : parseJson(text);
  } catch (error) {
    throw error instanceof JsonRefusal ? Errors.invalidField('body', error.message) : error;
  }
}
