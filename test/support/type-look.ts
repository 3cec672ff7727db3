import { proveType, type TypeFinding } from '../../src/features/scanning/domain/type-proof.js';
import { MagicTypeDetector } from '../../src/platform/type-detection/magic.type-detector.js';
import { DETECTION_HEAD_BYTES, type DetectedType } from '../../src/platform/type-detection/type-detector.js';
import { MemoryAccess } from './memory-access.js';

const detector = new MagicTypeDetector();

/** What admission sees in these bytes. */
function shownBy(bytes: Buffer, object = new MemoryAccess(bytes)): Promise<DetectedType> {
  return detector.detect(bytes.subarray(0, DETECTION_HEAD_BYTES), object);
}

/** What a declared type is worth for these bytes. */
export async function proofOf(declared: string, bytes: Buffer): Promise<TypeFinding> {
  return proveType(declared, await shownBy(bytes));
}
