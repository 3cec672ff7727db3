import { type DeclaredBody, declaredBody, declaredChecksums } from '../body/declared-body.js';
import { type BodySource, bodySource } from '../body/body-source.js';
import { type Checksums } from '../body/checksums.js';
import { VerifiedBody } from '../body/verify-body.js';
import { type Scratch, type StagedFile } from '../disk/scratch.js';
import { type Call } from './call.js';

export interface ReceivedBody {
  staged: StagedFile;
  etag: string;
  checksums: Checksums;
}

/** Streams a body into a flushed scratch file; a body that differs from its declared properties leaves nothing. */
export async function receive(scratch: Scratch, source: BodySource, declared: DeclaredBody): Promise<ReceivedBody> {
  const body = new VerifiedBody(source, declared);
  const path = await scratch.write(body.bytes());
  return { staged: { path, size: body.size }, etag: body.etag, checksums: body.checksums };
}

/** The body of a PUT. */
export async function receiveRequest({ request, auth, services }: Call): Promise<ReceivedBody> {
  const source = bodySource(request, auth);
  const checksums = declaredChecksums((name) => request.signed(name));
  const hints = { max: services.limits.maxBodyBytes, length: source.length, payload: auth.payload };
  return receive(services.buckets.scratch, source, declaredBody(request, checksums, hints));
}
