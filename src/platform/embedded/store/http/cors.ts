import { type ServerResponse } from 'node:http';
import { S3Error } from '../s3-error.js';
import { type CorsRule, matchingRule } from './cors-rules.js';
import { emptyReply, type Reply } from './reply.js';
import { type S3Request } from './s3-request.js';

const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

/** Sets the CORS headers of every response, errors included. Without credentials: requests are signed, not authenticated by cookies. */
export function applyCors(request: S3Request, response: ServerResponse, rules: readonly CorsRule[]): void {
  const origin = request.header('origin');
  if (origin === undefined) return;
  response.setHeader('vary', VARY);
  const isPreflight = request.method === 'OPTIONS';
  const method = (isPreflight ? request.header('access-control-request-method') : request.method) ?? '';
  const rule = matchingRule(rules, { origin, method, headers: isPreflight ? requestedHeaders(request) : [] });
  if (!rule) return;
  response.setHeader('access-control-allow-origin', rule.origins.includes('*') ? '*' : origin);
  response.setHeader('access-control-allow-methods', rule.methods.join(', '));
  if (rule.exposed.length > 0) response.setHeader('access-control-expose-headers', rule.exposed.join(', '));
  if (isPreflight) answerPreflight(request, response, rule);
}

function answerPreflight(request: S3Request, response: ServerResponse, rule: CorsRule): void {
  const headers = requestedHeaders(request);
  if (headers.length > 0) response.setHeader('access-control-allow-headers', headers.join(', '));
  if (rule.maxAgeSeconds) response.setHeader('access-control-max-age', rule.maxAgeSeconds);
}

/** The response to a preflight, whose headers `applyCors` has set if a rule matched. */
export function preflightReply(request: S3Request, response: ServerResponse): Reply {
  if (request.header('origin') === undefined) {
    throw new S3Error(400, 'BadRequest', 'Insufficient information. Origin request header needed.');
  }
  if (!response.hasHeader('access-control-allow-origin')) {
    throw new S3Error(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
  }
  return emptyReply(200);
}

function requestedHeaders(request: S3Request): string[] {
  return (request.header('access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name));
}
