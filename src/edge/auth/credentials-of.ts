import type { IncomingHttpHeaders } from 'node:http';
import type { Credentials } from './authenticator.js';

/** A request over HTTP, or a socket whose connection parameters stand for headers. */
export interface CredentialSource {
  headers: IncomingHttpHeaders;
  params?: unknown;
  query?: unknown;
  routeOptions?: { config?: unknown };
}

/** Route configuration: takes upload tokens as `?token=` too, for clients that keep URLs and send no headers. */
export const tokenInQuery = { tokenInQuery: true };

/**
 * The namespace is the workspace in the path, or the header `X-Namespace` where the path has none. A path with an
 * `upload_token` is a capability by itself: an Authorization header beside it counts for nothing.
 */
export function credentialsOf(source: CredentialSource): Credentials {
  const inPath = (source.params ?? {}) as Record<string, string | undefined>;
  const namespace = inPath.workspace_id ?? source.headers['x-namespace'];
  const bearer = inPath.upload_token === undefined ? bearerOf(source.headers) : undefined;
  const uploadToken = inPath.upload_token ?? (bearer === undefined ? uploadTokenInQuery(source) : undefined);
  return {
    bearer,
    ...(uploadToken === undefined ? {} : { uploadToken }),
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : undefined,
  };
}

/** The `?token=` of a request to a route that takes one there. */
export function uploadTokenInQuery({ query, routeOptions }: CredentialSource): string | undefined {
  const { tokenInQuery: isTaken } = (routeOptions?.config ?? {}) as Partial<typeof tokenInQuery>;
  const { token } = (query ?? {}) as Record<string, unknown>;
  return isTaken && typeof token === 'string' && token !== '' ? token : undefined;
}

function bearerOf({ authorization }: IncomingHttpHeaders): string | undefined {
  return typeof authorization === 'string' ? /^Bearer +(\S+)$/i.exec(authorization)?.[1] : undefined;
}
