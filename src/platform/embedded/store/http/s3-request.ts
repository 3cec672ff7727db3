import { randomBytes } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { S3Error } from '../s3-error.js';
import { decodeUri, wireText } from '../uri.js';

const MAX_KEY_BYTES = 1024;

export type QueryPair = readonly [name: string, value: string];

/** One parsed request. Not trusted before its signature is verified. */
export class S3Request {
  readonly id = randomBytes(8).toString('hex').toUpperCase();
  readonly method: string;
  /** The path as sent, which is signed. */
  readonly rawPath: string;
  private readonly rawQuery: string;
  query: QueryPair[] = [];
  bucket = '';
  key = '';

  constructor(
    readonly incoming: IncomingMessage,
    /** Sends `100 Continue` to a client that expects it before it sends its body. */
    readonly acceptBody: () => void = () => undefined,
  ) {
    this.method = incoming.method ?? 'GET';
    const url = incoming.url ?? '/';
    const question = url.indexOf('?');
    this.rawPath = question < 0 ? url : url.slice(0, question);
    this.rawQuery = question < 0 ? '' : url.slice(question + 1);
  }

  /** Decodes path and query. Not in the constructor, so that an error here can still be sent as a response. */
  parse(): void {
    if (!this.rawPath.startsWith('/')) throw new S3Error(400, 'InvalidURI', 'The request must name a path.');
    const slash = this.rawPath.indexOf('/', 1);
    this.bucket = decodeUri(this.rawPath.slice(1, slash < 0 ? undefined : slash));
    this.key = slash < 0 ? '' : decodeUri(this.rawPath.slice(slash + 1));
    this.query = this.rawQuery.split('&').filter(Boolean).map(parsePair);
    requireKeyLength(this.key);
  }

  header(name: string): string | undefined {
    const value = this.incoming.headers[name];
    return Array.isArray(value) ? value.join(',') : value;
  }

  param(name: string): string | undefined {
    return this.query.find(([n]) => n === name)?.[1];
  }

  has(name: string): boolean {
    return this.param(name) !== undefined;
  }

  /** A header that a presigner may have moved into the query ("hoisted"), where it is also signed. */
  signed(name: string): string | undefined {
    return this.header(name) ?? this.query.find(([n]) => n.toLowerCase() === name)?.[1];
  }

  /** Headers and hoisted parameters that start with a prefix, by lower-case name, as wire text. */
  *signedWith(prefix: string): Generator<QueryPair> {
    for (const [name, value] of this.query)
      if (name.toLowerCase().startsWith(prefix)) yield [name.toLowerCase(), wireText(value)];
    for (const name of Object.keys(this.incoming.headers)) {
      if (name.startsWith(prefix)) yield [name, this.header(name) ?? ''];
    }
  }
}

export function requireKeyLength(key: string): void {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new S3Error(400, 'KeyTooLongError', `Your key is too long: at most ${MAX_KEY_BYTES} bytes.`);
  }
}

function parsePair(pair: string): QueryPair {
  const equals = pair.indexOf('=');
  return equals < 0 ? [decodeUri(pair), ''] : [decodeUri(pair.slice(0, equals)), decodeUri(pair.slice(equals + 1))];
}
