import { s3Errors } from '../s3-error.js';
import { childrenOf, textOf, type XmlNode } from '../xml.js';

/** A CORS rule of S3: `*` matches any characters. */
export interface CorsRule {
  origins: string[];
  methods: string[];
  headers: string[];
  exposed: string[];
  maxAgeSeconds?: number;
}

export interface CorsRequest {
  origin: string;
  method: string;
  /** Lower-case names; only set for a preflight. */
  headers: string[];
}

const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'];
const DAY_SECONDS = 24 * 3600;
const EXPOSED = ['ETag', 'Location', 'X-Upload-Id', 'Content-Length', 'Content-Range', 'Accept-Ranges'];
const EXPOSED_CHECKSUMS = ['x-amz-checksum-sha256', 'x-amz-request-id'];
const EXPOSED_TUS = ['Upload-Offset', 'Upload-Length', 'Tus-Resumable', 'Tus-Version', 'Tus-Extension', 'Tus-Max-Size'];

/** The rule of buckets without a CORS configuration. */
export function defaultCorsRule(origins: string[]): CorsRule {
  const exposed = [...EXPOSED, ...EXPOSED_CHECKSUMS, ...EXPOSED_TUS];
  return { origins, methods: METHODS, headers: ['*'], exposed, maxAgeSeconds: DAY_SECONDS };
}

export function parseCorsRules(configuration: XmlNode): CorsRule[] {
  const rules = childrenOf(configuration, 'CORSRule').map((node) => ({
    origins: texts(node, 'AllowedOrigin'),
    methods: texts(node, 'AllowedMethod'),
    headers: texts(node, 'AllowedHeader'),
    exposed: texts(node, 'ExposeHeader'),
    maxAgeSeconds: Number(textOf(node, 'MaxAgeSeconds')) || undefined,
  }));
  const isUsable = ({ origins, methods, exposed }: CorsRule) =>
    origins.length > 0 &&
    methods.length > 0 &&
    methods.every((m) => METHODS.includes(m)) &&
    exposed.every(isHeaderName);
  if (rules.length === 0 || !rules.every(isUsable)) throw s3Errors.malformedXml();
  return rules;
}

export function matchingRule(
  rules: readonly CorsRule[],
  { origin, method, headers }: CorsRequest,
): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.methods.includes(method) &&
      rule.origins.some((pattern) => matches(pattern, origin)) &&
      headers.every((header) => rule.headers.some((pattern) => matches(pattern.toLowerCase(), header))),
  );
}

/** S3 allows one `*` in a pattern. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}

function texts(node: XmlNode, name: string): string[] {
  return childrenOf(node, name).filter((child) => typeof child === 'string');
}

function isHeaderName(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name);
}
