import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';

const inflate = promisify(gunzip);

/** RFC 9110: the old name is an alias. */
const GZIP = new Set(['gzip', 'x-gzip']);

/** Refuses a body in an unsupported coding before it is read. */
export function refuseUnknownCodings(server: FastifyInstance): void {
  server.addHook('preParsing', (request, reply, _payload, done) => {
    const coding = codingOf(request);
    if (coding === 'identity' || GZIP.has(coding)) return done();
    // RFC 7694: the answer lists the supported codings.
    void reply.header('accept-encoding', 'gzip');
    done(new DomainError('unsupported', 'UNSUPPORTED_TYPE', 'Send the body plain, or with Content-Encoding: gzip.'));
  });
}

export const isCompressed = (request: FastifyRequest): boolean => GZIP.has(codingOf(request));

/** Inflates a body up to the limit of its route, which also holds for plain bodies: a compression bomb is refused. */
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
