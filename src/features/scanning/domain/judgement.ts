import { typeMismatch, type DetectedTypeLike } from './type-policy.js';

interface Declared {
  contentType: string;
  declaredHash: string | null;
}

interface Found {
  sha256: string;
  detected: DetectedTypeLike;
  verdict:
    | { verdict: 'clean' }
    | { verdict: 'infected'; signature: string }
    | { verdict: 'unscannable'; why: string }
    | { verdict: 'error'; why: string };
}

export type Judgement =
  | { outcome: 'admit' }
  | { outcome: 'reject'; reason: string }
  /** Nothing is known of the bytes yet. Never "clean". */
  | { outcome: 'wait'; why: string };

/** What follows from what was found. Malware is named before anything else; only a clean file of its word gets in. */
export function judge(declared: Declared, found: Found): Judgement {
  const { verdict } = found;
  if (verdict.verdict === 'error') return { outcome: 'wait', why: verdict.why };
  if (verdict.verdict === 'infected') return { outcome: 'reject', reason: `infected:${verdict.signature}` };
  if (declared.declaredHash !== null && declared.declaredHash !== found.sha256)
    return { outcome: 'reject', reason: 'checksum_mismatch' };
  if (typeMismatch(declared.contentType, found.detected)) return { outcome: 'reject', reason: 'mime_mismatch' };
  if (verdict.verdict === 'unscannable') return { outcome: 'reject', reason: `unscannable:${verdict.why}` };
  return { outcome: 'admit' };
}

/** Why the size alone refuses an upload, or undefined. */
export function sizeProblem(
  size: number,
  upload: { declaredSize: number | null; reservedBytes: number },
): string | undefined {
  if (size === 0 && upload.declaredSize !== 0) return 'empty';
  if (upload.declaredSize !== null && size !== upload.declaredSize) return 'size_mismatch';
  return size > upload.reservedBytes ? 'size_mismatch' : undefined;
}
