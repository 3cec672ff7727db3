import type { RandomAccess } from '../malware-scanner/malware-scanner.js';

/** How many leading bytes a detector wants to see. */
export const DETECTION_HEAD_BYTES = 64 * 1024;

/** What the bytes are, whatever their sender called them. */
export interface DetectedType {
  /** A MIME type; `application/octet-stream` when nothing is recognised. */
  mimeType: string;
  /** Other types that the same bytes show as well: what another detector says, compatible brands, a wrapped format. */
  also: string[];
  /** How the bytes read as text, or `binary`; `empty` for none. Judged on the head. */
  text: 'utf-8' | 'utf-16' | 'legacy-8bit' | 'binary' | 'empty';
  /** A macro-enabled Office file, told apart from its harmless sibling. */
  macroEnabled: boolean;
}

export abstract class TypeDetector {
  abstract detect(head: Buffer, object: RandomAccess): Promise<DetectedType>;
}
