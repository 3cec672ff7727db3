import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32c } from '../../store/body/crc32c.js';

/** Bytes of `pg_control` before which no checksum can be: the record is longer in every version of PostgreSQL. */
const LEAST_RECORD = 200;
const NONCE_BYTES = 32;
const SEGMENT = /^[0-9A-F]{24}$/;
/** Where the first page of a segment of the write-ahead log repeats the system identifier. */
const IDENTIFIER_IN_SEGMENT = 24;

/**
 * Gives a copied, stopped cluster what initdb makes at random for each: the system identifier, by which PostgreSQL tells the
 * write-ahead logs and backups of two clusters apart, and the nonce that hides which roles exist at a login. Throws where
 * `pg_control` is not as expected.
 */
export async function giveNewIdentity(data: string): Promise<void> {
  const identifier = newSystemIdentifier();
  await rewriteControl(join(data, 'global', 'pg_control'), identifier);
  const segments = (await readdir(join(data, 'pg_wal'))).filter((name) => SEGMENT.test(name));
  for (const segment of segments) await rewriteSegment(join(data, 'pg_wal', segment), identifier);
}

/** As initdb makes it: seconds in the upper half. The rest is random instead of microseconds and the process id. */
function newSystemIdentifier(): Buffer {
  const identifier = randomBytes(8);
  identifier.writeUInt32LE(Math.floor(Date.now() / 1000), 4);
  return identifier;
}

/** `pg_control` begins with the identifier and ends with the nonce and a CRC-32C of all before it; zeros follow. */
async function rewriteControl(path: string, identifier: Buffer): Promise<void> {
  const control = await readFile(path);
  const end = endOfRecord(control);
  identifier.copy(control, 0);
  randomBytes(NONCE_BYTES).copy(control, end - NONCE_BYTES);
  control.writeUInt32LE(crc32c(control.subarray(0, end)), end);
  await writeFile(path, control);
}

/** The place of the checksum, found by its being right, because the record grows from version to version. */
function endOfRecord(control: Buffer): number {
  for (let end = LEAST_RECORD; end + 4 <= control.length; end += 4)
    if (control.readUInt32LE(end) === crc32c(control.subarray(0, end)) && isZero(control.subarray(end + 4))) return end;
  throw new Error('pg_control of the template has no valid checksum');
}

const isZero = (bytes: Buffer) => bytes.every((byte) => byte === 0);

async function rewriteSegment(path: string, identifier: Buffer): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(identifier, 0, identifier.length, IDENTIFIER_IN_SEGMENT);
  } finally {
    await file.close();
  }
}
