import { isUtf8 } from 'node:buffer';
import type { DetectedType } from './type-detector.js';

const VERTICAL_TAB = 0x0b;
const ESCAPE = 0x1b;
const DELETE = 0x7f;
// eslint-disable-next-line no-control-regex -- these are what is looked for
const controls = /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/;
/** 1 for each byte that no text has. */
const binaryBytes = Uint8Array.from({ length: 256 }, (_, byte) => Number(isBinary(byte)));

/** How bytes read as text. No magic: control characters that no text has make it binary; then it must decode. */
export function sniffText(head: Buffer, complete: boolean): DetectedType['text'] {
  if (head.length === 0) return 'empty';
  if (head.length >= 2 && head.readUInt16BE(0) === 0xfffe)
    return isUtf16(head, 'utf-16le', complete) ? 'utf-16' : 'binary';
  if (head.length >= 2 && head.readUInt16BE(0) === 0xfeff)
    return isUtf16(head, 'utf-16be', complete) ? 'utf-16' : 'binary';
  if (hasBinary(head)) return 'binary';
  return readsAsUtf8(head, complete) ? 'utf-8' : 'legacy-8bit';
}

/** The decoder, which is slow, is only needed for a head that ends in the middle of a character. */
function readsAsUtf8(head: Buffer, complete: boolean): boolean {
  return isUtf8(head) || (!complete && decoded(head, 'utf-8', complete) !== undefined);
}

/** A plain loop: a call for each byte would take ten times as long. */
function hasBinary(head: Buffer): boolean {
  for (let at = 0; at < head.length; at++) if (binaryBytes[head[at]!] === 1) return true;
  return false;
}

/** Tab, line feed, form feed, return and escape are text; ESC for the old Japanese encodings. */
function isBinary(byte: number): boolean {
  return byte < 9 || byte === VERTICAL_TAB || (byte > 13 && byte < 32 && byte !== ESCAPE) || byte === DELETE;
}

/** Its control characters are as telling as those of single bytes. */
function isUtf16(head: Buffer, encoding: string, complete: boolean): boolean {
  const text = decoded(head, encoding, complete);
  return text !== undefined && !controls.test(text);
}

/** A head may end in the middle of a character. */
function decoded(head: Buffer, encoding: string, complete: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(head, { stream: !complete });
  } catch {
    return undefined;
  }
}
