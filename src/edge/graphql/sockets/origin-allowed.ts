import type { IncomingHttpHeaders } from 'node:http';

/** Whether a page of this origin may open a socket. The header may hold any text, for example `null`. */
export function isOriginAllowed({ origin, host }: IncomingHttpHeaders, origins: readonly string[]): boolean {
  if (origin === undefined || origins.includes('*') || origins.includes(origin)) return true;
  return Boolean(host) && URL.parse(origin)?.host === host;
}
