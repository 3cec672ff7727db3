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
  /** `flag`: it could not be scanned, and the bucket takes it all the same. */
  | { outcome: 'admit'; flag?: string }
  /** Readable for nobody, but kept. */
  | { outcome: 'quarantine'; reason: string }
  | { outcome: 'reject'; reason: string }
  /** Nothing is known of the bytes yet. Never "clean". */
  | { outcome: 'wait'; why: string };

/**
 * What follows from what was found. Malware is named before anything else; only a clean file of its word gets in.
 * `policy`: what the bucket does with a file that could not be scanned for this cause.
 */
export function judge(
  declared: Declared,
  found: Found,
  policy: 'reject' | 'quarantine' | 'allow_flagged' = 'reject',
): Judgement {
  const { verdict } = found;
  if (verdict.verdict === 'error') return { outcome: 'wait', why: verdict.why };
  if (verdict.verdict === 'infected') return { outcome: 'reject', reason: `infected:${verdict.signature}` };
  if (declared.declaredHash !== null && declared.declaredHash !== found.sha256)
    return { outcome: 'reject', reason: 'checksum_mismatch' };
  if (typeMismatch(declared.contentType, found.detected)) return { outcome: 'reject', reason: 'mime_mismatch' };
  if (verdict.verdict === 'clean') return { outcome: 'admit' };
  if (policy === 'allow_flagged') return { outcome: 'admit', flag: `unscannable:${verdict.why}` };
  if (policy === 'quarantine') return { outcome: 'quarantine', reason: verdict.why };
  return { outcome: 'reject', reason: `unscannable:${verdict.why}` };
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
