import type { DetectedType } from './type-detector.js';

const ESCAPE = 0x1b;

/** How bytes read as text. No magic: control characters that no text has make it binary; then it must decode. */
export function sniffText(head: Buffer, complete: boolean): DetectedType['text'] {
  if (head.length === 0) return 'empty';
  if (head.length >= 2 && head.readUInt16BE(0) === 0xfffe)
    return decodes(head, 'utf-16le', complete) ? 'utf-16' : 'binary';
  if (head.length >= 2 && head.readUInt16BE(0) === 0xfeff)
    return decodes(head, 'utf-16be', complete) ? 'utf-16' : 'binary';
  if (head.some(isBinary)) return 'binary';
  return decodes(head, 'utf-8', complete) ? 'utf-8' : 'legacy-8bit';
}

/** Tab, line feed, vertical tab, form feed, return and escape are text; ESC for the old Japanese encodings. */
function isBinary(byte: number): boolean {
  return byte < 9 || (byte > 13 && byte < 32 && byte !== ESCAPE) || byte === 127;
}

/** A head may end in the middle of a character. */
function decodes(head: Buffer, encoding: string, complete: boolean): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(head, { stream: !complete });
    return true;
  } catch {
    return false;
  }
}
