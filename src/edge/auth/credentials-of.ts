import type { IncomingHttpHeaders } from 'node:http';
import type { Credentials } from './authenticator.js';

/** A request over HTTP, or a socket whose connection parameters stand for headers. */
export interface CredentialSource {
  headers: IncomingHttpHeaders;
  params?: unknown;
}

/** The namespace is the workspace in the path, or the header `X-Namespace` where the path has none. */
export function credentialsOf({ headers, params }: CredentialSource): Credentials {
  const { authorization } = headers;
  const inPath = (params as Record<string, string | undefined> | undefined)?.workspace_id;
  const namespace = inPath ?? headers['x-namespace'];
  return {
    bearer: typeof authorization === 'string' ? /^Bearer +(\S+)$/i.exec(authorization)?.[1] : undefined,
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : undefined,
  };
}
