import type { Upload } from '../schemas.js';
import { isEnded, type Plan, storedParts } from '../transfer/send-planned.js';
import { isRewindable, sizeOf } from '../transfer/source.js';
import type { Transfer } from '../transfer/transfer.js';
import { fingerprint } from './fingerprint.js';

/** Uploads that this program is sending now: a second call for the same file is an upload of its own. */
const active = new Set<string>();
const keys = new WeakMap<Transfer, string>();

/** What an earlier call left of this file: the parts that are missing, or the upload when all was sent and confirmed. */
export async function continued(
  transfer: Transfer,
  size: number,
): Promise<{ plan: Plan } | { upload: Upload } | undefined> {
  const { input, api } = transfer;
  const store = api.connection.resume;
  if (!store || !isRewindable(input.file) || sizeOf(input.file) !== size) return undefined;
  const key = await fingerprint(api.connection.baseUrl, input);
  if (active.has(key)) return undefined;
  active.add(key);
  keys.set(transfer, key);
  const id = await Promise.resolve(store.get(key)).catch(() => undefined);
  if (!id) return undefined;
  transfer.uploadId = id;
  const found = await look(transfer, size).catch((error: unknown) => {
    if (isEnded(error)) return undefined;
    throw error;
  });
  transfer.isResumable = found !== undefined;
  if (found === undefined || 'upload' in found) await forget(transfer);
  if (found === undefined) transfer.uploadId = undefined;
  return found;
}

async function look(transfer: Transfer, size: number): Promise<{ plan: Plan } | { upload: Upload } | undefined> {
  const { part_size: partSize, part_count, missing, parts } = await storedParts(transfer);
  if (part_count !== Math.ceil(size / partSize)) return undefined;
  if (missing.length || parts.length === part_count) return { plan: { partSize, missing } };
  const upload = await transfer.api.call<Upload>('GET', `/v1/uploads/${transfer.uploadId}`, {
    signal: transfer.signal,
  });
  return /^(PROCESSING|COMPLETED)/.test(upload.status) ? { upload } : undefined;
}

/** Keeps the id of the upload for a later call. A store that fails costs the resumption, not the upload. */
export async function remember(transfer: Transfer): Promise<void> {
  const key = keys.get(transfer);
  if (!key || !transfer.uploadId) return;
  try {
    await transfer.api.connection.resume!.set(key, transfer.uploadId);
    transfer.isResumable = true;
  } catch {
    transfer.isResumable = false;
  }
}

export async function forget(transfer: Transfer): Promise<void> {
  const key = keys.get(transfer);
  if (key) await Promise.resolve(transfer.api.connection.resume!.delete(key)).catch(() => undefined);
}

/** This call does not send the file any more. */
export function leave(transfer: Transfer): void {
  const key = keys.get(transfer);
  if (key) active.delete(key);
}
