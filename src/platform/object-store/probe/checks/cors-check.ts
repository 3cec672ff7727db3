import type { IncomingHttpHeaders } from 'node:http';
import { enforced, type Finding, notEnforced } from '../finding.js';
import type { ProbeContext } from '../probe-context.js';
import { accepted } from '../prove-refusals.js';
import type { StoreCheck } from '../store-check.js';

/** Tested when CORS_ORIGINS allows any origin. */
const ANY_ORIGIN = 'https://airlock.example';
const MOST_ORIGINS = 5;
const SENT_HEADERS = ['content-type', 'if-none-match', 'x-amz-checksum-sha256'];

/** The preflight before an upload, and the headers that a page may read afterwards. */
export const corsCheck: StoreCheck = {
  name: 'cors',
  proves: 'Browsers of CORS_ORIGINS may upload, download and read the ETag of a part.',
  without: 'Uploads from a browser fail: apply the CORS configuration.',
  essential: false,
  run: async (context) => {
    const origins = context.corsOrigins.slice(0, MOST_ORIGINS).map((origin) => (origin === '*' ? ANY_ORIGIN : origin));
    for (const [index, origin] of origins.entries()) {
      const problem = await problemOf(context, origin, `cors-${index}`);
      if (problem) return problem;
    }
    return enforced(`Preflight, upload and download work from ${origins.join(', ')}.`);
  },
};

async function problemOf(context: ProbeContext, origin: string, name: string): Promise<Finding | null> {
  const signed = context.signPut(name);
  const preflight = await context.send(signed.url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': SENT_HEADERS.join(','),
    },
  });
  if (!accepted(preflight.status) || !allowsPut(preflight.headers, origin))
    return notEnforced(`The preflight of a PUT from ${origin} is refused (${preflight.status}).`);
  const put = await context.use(signed, { headers: { ...signed.headers, origin } });
  if (!accepted(put.status) || !allows(put.headers, origin))
    return notEnforced(`A PUT from ${origin} returns ${put.status} without CORS headers for the page.`);
  if (!names(put.headers['access-control-expose-headers'], ['etag']))
    return notEnforced(`A page of ${origin} cannot read the ETag: multipart uploads fail.`);
  const get = await context.use(context.signGet(name), { headers: { origin } });
  return allows(get.headers, origin) ? null : notEnforced(`A page of ${origin} cannot read a download.`);
}

function allows(headers: IncomingHttpHeaders, origin: string): boolean {
  return ['*', origin].includes(headers['access-control-allow-origin'] ?? '');
}

function allowsPut(headers: IncomingHttpHeaders, origin: string): boolean {
  return (
    allows(headers, origin) &&
    names(headers['access-control-allow-methods'], ['put']) &&
    names(headers['access-control-allow-headers'], SENT_HEADERS)
  );
}

function names(list: string | undefined, wanted: string[]): boolean {
  const named = (list ?? '').split(',').map((name) => name.trim().toLowerCase());
  return named.includes('*') || wanted.every((name) => named.includes(name));
}
