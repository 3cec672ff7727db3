import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';

const inflate = promisify(gunzip);

/** RFC 9110 asks to take the old name for the same. */
const GZIP = new Set(['gzip', 'x-gzip']);

/** A body in a coding that is not undone is refused before it is read. */
export function refuseUnknownCodings(server: FastifyInstance): void {
  server.addHook('preParsing', (request, reply, _payload, done) => {
    const coding = codingOf(request);
    if (coding === 'identity' || GZIP.has(coding)) return done();
    // RFC 7694: the answer says which codings are taken.
    void reply.header('accept-encoding', 'gzip');
    done(new DomainError('unsupported', 'UNSUPPORTED_TYPE', 'Send the body plain, or with Content-Encoding: gzip.'));
  });
}

export const isCompressed = (request: FastifyRequest): boolean => GZIP.has(codingOf(request));

/** What was compressed may not be larger than what may be sent plain: no bomb gets past the limit of its route. */
export async function inflated(bytes: Buffer, limit: number): Promise<Buffer> {
  try {
    return await inflate(bytes, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw Errors.invalidField('body', 'must be whole gzip, as its Content-Encoding says');
  }
}

const codingOf = ({ headers }: FastifyRequest) => headers['content-encoding']?.trim().toLowerCase() || 'identity';

const tooLarge = (limit: number) =>
  new DomainError('too-large', 'PAYLOAD_TOO_LARGE', `The request body is larger than ${limit} bytes when inflated.`);
