import type { RandomAccess } from '../malware-scanner/malware-scanner.js';

/** How many leading bytes a detector needs. */
export const DETECTION_HEAD_BYTES = 64 * 1024;

/** What the bytes are, independent of the declared type. */
export interface DetectedType {
  /** A MIME type; `application/octet-stream` when nothing is recognised. */
  mimeType: string;
  /** Other types that the same bytes show as well: by another detector, compatible brands, a wrapped format. */
  also: string[];
  /** How the bytes read as text, or `binary`; `empty` for none. Judged on the head. */
  text: 'utf-8' | 'utf-16' | 'legacy-8bit' | 'binary' | 'empty';
  /** Whether it is an Office file with macros. */
  macroEnabled: boolean;
}

export abstract class TypeDetector {
  abstract detect(head: Buffer, object: RandomAccess): Promise<DetectedType>;
}
