import type { IncomingHttpHeaders } from 'node:http';

const BASIC = /^Basic +([A-Za-z0-9+/=_-]+)$/i;
const BEARER = /^Bearer +(\S+)$/i;

/** The key of a request to the board: as a bearer, or as the password that a browser sends, whatever its user name. */
export function keyOf({ authorization = '' }: IncomingHttpHeaders): string | undefined {
  const bearer = BEARER.exec(authorization)?.[1];
  if (bearer !== undefined) return bearer;
  const encoded = BASIC.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1) || undefined;
}

/**
 * Whether another site makes the browser send this request, which adds the password by itself. Links that are followed are no
 * such requests: the other site does not see what they lead to.
 */
export function isOfAnotherSite(headers: IncomingHttpHeaders): boolean {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers;
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return !(mode === 'navigate' && destination === 'document');
}
