import { canonicalType, UNKNOWN } from '../../shared/media-types/media-type.js';
import { libmagicType } from './libmagic.js';
import type { RangedBytes } from './ranged-bytes.js';
import { holdsSvg } from './readers/gzip-type.js';
import { isoMediaTypes } from './readers/iso-media.js';
import { markedType } from './readers/marks.js';
import { behindTags, endOfTags, isMpegAudio } from './readers/mpeg-audio.js';
import { isFits, isRtf, pdfHeaderAt } from './readers/plain-letters.js';
import { fileTypeOf } from './second-detector.js';

const GZIP = 0x1f8b;
const SOUND_BYTES = 8 * 1024;
/** Bytes with control characters are none of these, whatever a detector makes of their first line. */
const onlyText = /^(?:text|message)\/|^image\/svg\+xml$|[/+-](?:json|ndjson|xml|javascript)$/;

/** The types of bytes that are no text, the likeliest first: by the readers, then by libmagic and `file-type`. */
export async function binaryTypes(bytes: RangedBytes): Promise<string[]> {
  const { head } = bytes;
  if (head.length >= 2 && head.readUInt16BE(0) === GZIP)
    return ['application/gzip', ...((await holdsSvg(head)) ? ['image/svg+xml'] : [])];
  const tags = await endOfTags(bytes);
  if (tags > 0) return behindTag(await behindTags(bytes, tags, SOUND_BYTES));
  const own = ownTypes(head);
  // What is sure needs no second opinion, which would only be less exact.
  if (own.length > 0) return own;
  return [...(await believed(head, libmagicType(head), fileTypeOf(bytes))), ...lateTypes(head)];
}

function ownTypes(head: Buffer): string[] {
  const known = markedType(head);
  return [
    ...(known === undefined ? [] : [known]),
    ...isoMediaTypes(head),
    ...(isFits(head) ? ['image/fits'] : []),
    ...(isRtf(head) ? ['application/rtf'] : []),
    ...(pdfHeaderAt(head) === 0 ? ['application/pdf'] : []),
  ];
}

/** What only counts where the first bytes show something else, or nothing. */
function lateTypes(head: Buffer): string[] {
  return [...(isMpegAudio(head) ? ['audio/mpeg'] : []), ...(pdfHeaderAt(head) > 0 ? ['application/pdf'] : [])];
}

/** libmagic guesses: the bytes as text, and the first bytes of a format, are more reliable. */
async function believed(head: Buffer, ...answers: Promise<string | undefined>[]): Promise<string[]> {
  const isBelievable = (type: string | undefined): type is string => {
    if (type === undefined || type === UNKNOWN || onlyText.test(type)) return false;
    const name = canonicalType(type);
    return name !== 'application/pdf' && (name !== 'audio/mpeg' || isMpegAudio(head));
  };
  return (await Promise.all(answers)).filter(isBelievable);
}

/** A tag may precede audio of any coding; an undecidable one gets the type that browsers assume. */
async function behindTag(sound: Buffer): Promise<string[]> {
  if (sound.length === 0 || isMpegAudio(sound)) return ['audio/mpeg'];
  const known = markedType(sound);
  if (known?.startsWith('audio/')) return [known];
  const type = await libmagicType(sound);
  return /^audio\//.test(type) && canonicalType(type) !== 'audio/mpeg' ? [type] : ['audio/mpeg'];
}
