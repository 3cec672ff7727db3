export const TAR_BLOCK_BYTES = 512;

/** The fields of a tar header that say what comes next. */
export interface TarHeader {
  type: string;
  size: number;
}

/** Reads a header block; undefined when its checksum does not hold, so that it is none. */
export function parseTarHeader(block: Buffer): TarHeader | undefined {
  if (block.length < TAR_BLOCK_BYTES || octal(block, 148, 8) !== checksum(block)) return undefined;
  const size = block.readUInt8(124) & 0x80 ? base256(block.subarray(124, 136)) : octal(block, 124, 12);
  return size === undefined ? undefined : { type: block.toString('latin1', 156, 157), size };
}

/** Every byte of the block, its own sum counted as spaces. */
function checksum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let i = 0; i < TAR_BLOCK_BYTES; i++) if (i < 148 || i >= 156) sum += block.readUInt8(i);
  return sum;
}

function octal(block: Buffer, start: number, length: number): number | undefined {
  const text = block
    .toString('latin1', start, start + length)
    .replace(/[\0 ]+$/, '')
    .trimStart();
  return /^[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

/** Sizes of 8 GiB and more; the first byte only marks the form. */
function base256(field: Buffer): number | undefined {
  const value = field.readUIntBE(6, 6);
  return field.subarray(1, 6).every((byte) => byte === 0) ? value : undefined;
}
