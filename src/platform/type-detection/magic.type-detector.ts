import { UNKNOWN } from '../../shared/media-types/media-type.js';
import type { RandomAccess } from '../malware-scanner/malware-scanner.js';
import { binaryTypes } from './binary-types.js';
import { containerType } from './containers.js';
import { RangedBytes } from './ranged-bytes.js';
import { sniffText } from './text-sniff.js';
import { textTypes } from './text-types.js';
import { type DetectedType, TypeDetector } from './type-detector.js';

/**
 * Detects a type by the bytes alone, never by file names or declared types: containers by their directories, the rest by
 * two libraries and the readers beside this file, checked against the bytes as text. Reads a bounded part of the object
 * and rejects only when that read fails.
 */
export class MagicTypeDetector extends TypeDetector {
  async detect(head: Buffer, object: RandomAccess): Promise<DetectedType> {
    const text = sniffText(head, head.length >= object.size);
    const container = await containerType(head, object);
    if (container) return { ...container, also: [], text };
    const types = await shownTypes(new RangedBytes(head, object), text);
    const [mimeType = UNKNOWN, ...also] = new Set(types.map((type) => type.toLowerCase()));
    return { mimeType, also, macroEnabled: false, text };
  }
}

async function shownTypes(bytes: RangedBytes, text: DetectedType['text']): Promise<string[]> {
  if (text === 'empty') return [];
  return text === 'binary' ? binaryTypes(bytes) : textTypes(bytes.head, text);
}
