import type { IncomingHttpHeaders } from 'node:http';
import type { UploadTokenGrant } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';

/** A request as far as the use of a token depends on it. */
export interface TokenRequest {
  method?: string;
  headers: IncomingHttpHeaders;
}

/** Browsers send no Origin when they read from the origin of their page. */
const MAY_LACK_ORIGIN = new Set(['GET', 'HEAD']);

/** Refuses a token that was made for the pages of another origin than the one that the browser names. */
export function requireOrigin({ origin }: UploadTokenGrant, { method, headers }: TokenRequest): void {
  if (origin === null || headers.origin === origin) return;
  if (headers.origin === undefined && MAY_LACK_ORIGIN.has(method ?? '')) return;
  throw Errors.forbidden(`This upload token is for pages of ${origin} only.`);
}

export const notForTokens = () =>
  Errors.forbidden('An upload token only brings files, and shows those that were brought with it.');
