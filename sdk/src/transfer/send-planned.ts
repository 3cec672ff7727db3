import { AirlockError, hasCode } from '../errors/airlock-error.js';
import { newHasher } from '../hash/hasher.js';
import { continued, forget, remember } from '../resume/continue.js';
import type { Schemas, Upload } from '../schemas.js';
import { PartUrls, type SignParts } from './part-urls.js';
import { Pool } from './pool.js';
import { sendPart, type Target } from './send-part.js';
import { changed, sourceOf, isRewindable, type Source } from './source.js';
import { announce, confirm, lineOf, type Transfer } from './transfer.js';

/** The parts of a file, as the service planned them. */
export interface Plan {
  partSize: number;
  /** Numbers of the parts that the store does not have. */
  missing: number[];
}

/** Bytes of parts that are in memory at once, at least two parts. */
const MEMORY_BYTES = 32 * 1024 ** 2;
/** Times that the store is asked again which parts it has, when the service finds that some are missing. */
const ROUNDS = 3;

/** Sends a file of a known size in parts, side by side; continues what an earlier call or page began. */
export async function sendPlanned(transfer: Transfer, size: number): Promise<Upload> {
  transfer.meter.total = size;
  const resumed = await continued(transfer, size);
  if (resumed && 'upload' in resumed) return resumed.upload;
  let plan = resumed?.plan;
  if (!plan) {
    const upload = await announce(transfer, {
      ...{ method: 'MULTIPART', file_size_bytes: size, guarantees: ['create_only'] },
    });
    if (!upload.part_size) return upload;
    plan = { partSize: upload.part_size, missing: numbersTo(upload.part_count!) };
    await remember(transfer);
  }
  return sendMissing(transfer, plan, size);
}

async function sendMissing(transfer: Transfer, plan: Plan, size: number): Promise<Upload> {
  const { file } = transfer.input;
  for (let round = 1; ; round++) {
    const source = round > 1 && isRewindable(file) ? sourceOf(file) : transfer.source;
    const hash = await sendParts(transfer, source, plan, size);
    try {
      const upload = await confirm(transfer, hash);
      await forget(transfer);
      return upload;
    } catch (error) {
      const mayRepeat = hasCode(error, 'UPLOAD_NOT_UPLOADED') && round < ROUNDS && isRewindable(file);
      if (!mayRepeat) throw error;
      transfer.isSent = false;
      plan = { ...plan, missing: (await storedParts(transfer)).missing };
    }
  }
}

export function storedParts({ api, uploadId, signal }: Transfer): Promise<Schemas['StoredPartsView']> {
  return api.call('GET', `/v1/uploads/${uploadId}/parts`, { signal });
}

/** Reads the whole file once, sends the parts that are missing, and returns the SHA-256 of everything. */
async function sendParts(transfer: Transfer, source: Source, plan: Plan, size: number): Promise<string> {
  const { partSize, missing } = plan;
  const lacking = new Set(missing);
  const pool = new Pool(Math.max(2, Math.floor(MEMORY_BYTES / partSize)), transfer.signal);
  const urls = new PartUrls(signerOf(transfer, pool.signal));
  const hasher = newHasher();
  try {
    for (let number = 1, at = 0; at < size; number++) {
      const bytes = await source.take(Math.min(partSize, size - at));
      at += bytes.length;
      if (bytes.length < partSize && at < size) throw changed();
      await hasher.update(bytes);
      const onSent = (sent: number) => transfer.meter.set(number, sent);
      if (!lacking.has(number)) onSent(bytes.length);
      else {
        const target = (anew: boolean) => urls.get(number, missing, anew);
        await pool.add(() => sendPart({ bytes, target, onSent }, lineOf(transfer, pool.signal)));
      }
    }
    if ((await source.take(1)).length) throw changed();
    await pool.end();
    return hasher.hex();
  } catch (error) {
    await pool.stop(error);
    throw error;
  }
}

function signerOf({ api, uploadId }: Transfer, signal: AbortSignal): SignParts {
  return async (numbers) => {
    const call = { body: { part_numbers: numbers }, signal, repeatable: true };
    const { parts } = await api.call<Schemas['SignedPartsView']>('POST', `/v1/uploads/${uploadId}/parts`, call);
    return new Map(parts.map(({ part_number, url, headers }) => [part_number, { url, headers } as Target]));
  };
}

const numbersTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

export const isEnded = (error: unknown): boolean =>
  error instanceof AirlockError && [400, 401, 403, 404, 409, 410].includes(error.status ?? 0);
