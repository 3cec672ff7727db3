import { openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import type { UploadBody } from '@airlock/sdk';

/** Something to upload, not opened yet. */
export interface Source {
  /** As it is shown: the path that leads to it from where the command runs, or `-`. */
  path: string;
  /** Of a file below a folder that was named: its place in it, beginning with the name of the folder. */
  placed?: string;
  /** Unknown for what is not a regular file. */
  size?: number;
  modifiedMs?: number;
  open(type: string): Promise<UploadBody>;
}

/** A regular file can be read again: its upload continues after an interruption. */
export const fileSource = (path: string, size: number, modifiedMs: number, placed?: string): Source => ({
  ...{ path, placed, size, modifiedMs },
  open: (type) => openAsBlob(path, { type }),
});

/** A named pipe, or a device: read once, from the beginning to its end. */
export const streamSource = (path: string): Source => ({
  path,
  open: async () => (await open(path)).createReadStream() as AsyncIterable<Uint8Array>,
});

export const inputSource = (input: NodeJS.ReadStream): Source => ({
  path: '-',
  open: () => Promise.resolve(input as AsyncIterable<Uint8Array>),
});
