import type { AirlockFile } from '@airlock/sdk';
import type { Client } from '../../api/client.js';
import { CliError } from '../../errors/cli-error.js';

export type StoredFile = AirlockFile & { size: number };

/** A file whose bytes can be read. Throws what is in the way: still being checked, or rejected. */
export async function findFile(client: Client, fileId: string, signal: AbortSignal): Promise<StoredFile> {
  const file = await client.files().metadata(fileId, { signal });
  const { status, statusReason, size } = file;
  if (status === 'available' && size !== null) return { ...file, size };
  if (status === 'rejected') {
    const reason = statusReason ? ` (${statusReason})` : '';
    throw new CliError('rejected', `${fileId} was rejected${reason}: there is nothing to download.`, { code: 'GONE' });
  }
  const message = `${fileId} is still being checked. Try again in a moment, or upload with --wait.`;
  throw new CliError('unavailable', message, { code: 'INVALID_STATE' });
}
