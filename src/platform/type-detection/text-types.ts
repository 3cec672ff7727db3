import { isTextual, UNKNOWN } from '../../shared/media-types/media-type.js';
import { libmagicTextType, libmagicType } from './libmagic.js';
import { isFits, isRtf, netpbmType, pdfHeaderAt } from './readers/plain-letters.js';
import { isSvg } from './svg-sniff.js';
import type { DetectedType } from './type-detector.js';

/**
 * The types of bytes that are text, the likeliest first. A magic of plain letters counts only with its whole header: a
 * script may begin like an image, a letter like an archive.
 */
export async function textTypes(head: Buffer, text: DetectedType['text']): Promise<string[]> {
  const pdfAt = pdfHeaderAt(head);
  const others = [netpbmType(head), isFits(head) ? 'image/fits' : undefined, pdfAt > 0 ? 'application/pdf' : undefined];
  return [pdfAt === 0 ? 'application/pdf' : await plainType(head, text), ...others].filter(
    (type) => type !== undefined,
  );
}

async function plainType(head: Buffer, text: DetectedType['text']): Promise<string> {
  if (text === 'utf-8' && isSvg(head.toString('utf8'))) return 'image/svg+xml';
  if (isRtf(head)) return 'application/rtf';
  const type = text === 'utf-8' ? await libmagicTextType(head) : await libmagicType(head);
  if (isTextual(type)) return type;
  // Single bytes that decode as nothing may be text of an old machine, or no text at all.
  return text === 'legacy-8bit' && type === UNKNOWN ? UNKNOWN : 'text/plain';
}
