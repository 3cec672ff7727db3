import { RouteConfig } from '@nestjs/platform-fastify';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { Errors } from '../../shared/errors/errors.js';
import { JsonRefusal, jsonTextOf, parseJson } from '../json/parse-json.js';
import { inflated, isCompressed } from './content-coding.js';
import { forStrangers } from './limits/body-allowance.js';

/**
 * The only body the API reads is JSON. No body is an empty one (`confirm` needs none). What else a route takes stands in
 * `form-body.ts`.
 */
export function acceptOnlyJson(server: FastifyInstance): void {
  server.removeContentTypeParser('text/plain');
  server.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, readJson);
  server.addContentTypeParser<Buffer>('text/plain', { parseAs: 'buffer' }, (request: FastifyRequest, bytes: Buffer) =>
    isReadAsJson(request)
      ? readJson(request, bytes)
      : Promise.reject(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE('text/plain')),
  );
}

/**
 * For routes whose callers send JSON and call it plain text, as SNS does, without credentials. Elsewhere that is refused:
 * it needs no preflight.
 */
export const TextIsJson = () => RouteConfig({ textIsJson: true, ...forStrangers });

const isReadAsJson = ({ routeOptions }: FastifyRequest) =>
  (routeOptions.config as { textIsJson?: boolean }).textIsJson === true;

async function readJson(request: FastifyRequest, bytes: Buffer): Promise<unknown> {
  const plain = isCompressed(request) ? await inflated(bytes, request.routeOptions.bodyLimit) : bytes;
  try {
    const text = jsonTextOf(plain);
    return text.trim() === '' ? {} : parseJson(text);
  } catch (error) {
    throw error instanceof JsonRefusal ? Errors.invalidField('body', error.message) : error;
  }
}
