import { hasCode } from '../errors/airlock-error.js';
import { sha256 } from '../hash/hasher.js';
import type { Upload } from '../schemas.js';
import { sendPart, type Target } from './send-part.js';
import type { Bytes } from './source.js';
import { announce, confirm, lineOf, type Transfer } from './transfer.js';

/** Sends a file by one PUT, bound to its length, type and SHA-256, which the store takes once. */
export async function sendWhole(transfer: Transfer, bytes: Bytes): Promise<Upload> {
  const { api, signal, meter } = transfer;
  meter.total = bytes.length;
  const hash = await sha256(bytes);
  const guarantees = ['sha256', 'create_only'];
  const upload = await announce(transfer, {
    method: 'PUT',
    file_size_bytes: bytes.length,
    file_hash: hash,
    guarantees,
  });
  if (!upload.presigned_url) return upload;
  const target = async (anew: boolean): Promise<Target> => {
    const path = `/v1/uploads/${transfer.uploadId}/sign`;
    const issued = anew ? await api.call<Upload>('POST', path, { signal, repeatable: true }) : upload;
    return { url: issued.presigned_url!, headers: issued.headers as Target['headers'] };
  };
  const onSent = (sent: number) => meter.set(1, sent);
  await sendPart({ bytes, target, onSent }, lineOf(transfer, signal)).catch(unlessThere);
  meter.set(1, bytes.length);
  return confirm(transfer, hash);
}

/** The store has an object for this URL: of an earlier try whose answer was lost. */
function unlessThere(error: unknown): void {
  if (!hasCode(error, 'STORE_REFUSED') || error.status !== 412) throw error;
}
