import { RouteConfig } from '@nestjs/platform-fastify';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { DomainError } from '../../shared/errors/domain-error.js';

const config = { takesAnyBody: true };

/** The route takes a body of any type but JSON and forms, as bytes: the type that its client sends says nothing of the body. */
export const TakesAnyBody = (): MethodDecorator => RouteConfig(config);

export const readsAnyBody = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as Partial<typeof config>).takesAnyBody === true;

/** Every other route refuses types that it does not know, before it reads the body. */
export function acceptAnyBodies(server: FastifyInstance): void {
  server.addContentTypeParser('*', async (request: FastifyRequest, payload: AsyncIterable<Buffer>) => {
    if (!readsAnyBody(request)) throw new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(request.headers['content-type']);
    return bytesOf(payload, request.routeOptions.bodyLimit);
  });
}

async function bytesOf(payload: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of payload) {
    length += chunk.length;
    if (length > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (most: number) =>
  new DomainError('too-large', 'PAYLOAD_TOO_LARGE', `The request body is larger than ${most} bytes.`);
