import type { RangedBytes } from '../ranged-bytes.js';

const TAG_HEADER_BYTES = 10;
const MOST_TAGS = 8;
/** Between a tag and the first frame there may be padding. */
const PADDING_BYTES = 64 * 1024;

/** Where the ID3v2 tags at the start of a file end (https://id3.org/id3v2.4.0-structure); 0 without one. */
export async function endOfTags(bytes: RangedBytes): Promise<number> {
  let at = 0;
  for (let n = 0; n < MOST_TAGS; n++) {
    const header = await bytes.atMost(at, TAG_HEADER_BYTES);
    if (header.length < TAG_HEADER_BYTES || header.toString('latin1', 0, 3) !== 'ID3') break;
    const hasFooter = (header.readUInt8(5) & 0x10) !== 0;
    at += TAG_HEADER_BYTES + syncSafe(header) + (hasFooter ? TAG_HEADER_BYTES : 0);
  }
  return at;
}

/** Four bytes of seven bits. */
function syncSafe(header: Buffer): number {
  return [6, 7, 8, 9].reduce((size, at) => size * 128 + (header.readUInt8(at) & 0x7f), 0);
}

/** What follows the tags, its padding left out. */
export async function behindTags(bytes: RangedBytes, end: number, length: number): Promise<Buffer> {
  const padded = await bytes.atMost(end, PADDING_BYTES);
  const content = padded.findIndex((byte) => byte !== 0);
  return content < 0 ? Buffer.alloc(0) : padded.subarray(content, content + length);
}

const bitrates: Record<string, number[]> = {
  '1/1': [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  '1/2': [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  '1/3': [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2/1': [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  '2/2': [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const sampleRates = [44_100, 48_000, 32_000];
/** By the two bits of the version: 2.5, none, 2 and 1. */
const divisors = [4, undefined, 2, 1];

interface FrameHeader {
  isFirstVersion: boolean;
  layer: number;
  kilobits: number;
  samplesPerSecond: number;
  padding: number;
}

/** A frame header of ISO 11172-3 or 13818-3, or undefined. One with a free bit rate has no length and is ignored. */
function frameHeader(bytes: Buffer, at: number): FrameHeader | undefined {
  if (!isSynchronized(bytes, at)) return undefined;
  const version = (bytes.readUInt8(at + 1) >> 3) & 3;
  const layer = 4 - ((bytes.readUInt8(at + 1) >> 1) & 3);
  const flags = bytes.readUInt8(at + 2);
  const isFirstVersion = version === 3;
  const kilobits = bitrates[`${isFirstVersion ? '1' : '2'}/${isFirstVersion || layer === 1 ? layer : 2}`]?.[flags >> 4];
  const rate = sampleRates[(flags >> 2) & 3];
  const divisor = divisors[version];
  if (!kilobits || !rate || !divisor || layer === 4) return undefined;
  return { isFirstVersion, layer, kilobits, samplesPerSecond: rate / divisor, padding: (flags >> 1) & 1 };
}

/** Eleven set bits. */
function isSynchronized(bytes: Buffer, at: number): boolean {
  return at + 4 <= bytes.length && (bytes.readUInt16BE(at) & 0xffe0) === 0xffe0;
}

/** The length of the frame at `at`: its first bits alone occur by chance. */
function frameBytes(bytes: Buffer, at: number): number | undefined {
  const header = frameHeader(bytes, at);
  if (!header) return undefined;
  const { isFirstVersion, layer, kilobits, samplesPerSecond, padding } = header;
  if (layer === 1) return (Math.floor((12_000 * kilobits) / samplesPerSecond) + padding) * 4;
  return Math.floor(((layer === 3 && !isFirstVersion ? 72_000 : 144_000) * kilobits) / samplesPerSecond) + padding;
}

/** A frame, and another one where it ends, unless the bytes end before. */
export function isMpegAudio(bytes: Buffer, at = 0): boolean {
  const length = frameBytes(bytes, at);
  if (length === undefined) return false;
  const next = at + length;
  return next + 4 > bytes.length || frameBytes(bytes, next) !== undefined;
}
