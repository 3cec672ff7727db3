import { RouteConfig } from '@nestjs/platform-fastify';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';

const config = { takesAnyBody: true };

/** The route takes a body of any type but JSON and forms, as bytes: the type that its client sends says nothing of the body. */
export const TakesAnyBody = (): MethodDecorator => RouteConfig(config);

export const readsAnyBody = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as Partial<typeof config>).takesAnyBody === true;

/** Every other route refuses types that it does not know. */
export function acceptAnyBodies(server: FastifyInstance): void {
  server.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, async (request: FastifyRequest, bytes: Buffer) => {
    if (readsAnyBody(request)) return bytes;
    throw new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(request.headers['content-type'] ?? '');
  });
}
