import type { IncomingHttpHeaders } from 'node:http';
import type { Credentials } from './authenticator.js';

/** What a request shows, over HTTP or as the parameters of a socket. */
export interface Shown {
  headers: IncomingHttpHeaders;
  params?: unknown;
}

/** A workspace in the path is the namespace; the header speaks for routes whose path names none. */
export function credentialsOf({ headers, params }: Shown): Credentials {
  const { authorization } = headers;
  const inPath = (params as Record<string, string | undefined> | undefined)?.workspace_id;
  const namespace = inPath ?? headers['x-namespace'];
  return {
    bearer: typeof authorization === 'string' ? /^Bearer +(\S+)$/i.exec(authorization)?.[1] : undefined,
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : undefined,
  };
}
