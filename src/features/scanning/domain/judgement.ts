interface Declared {
  declaredHash: string | null;
  /** The most bytes that a picture may have, where the upload has such a limit. */
  maxImageBytes: number | null;
}

interface Found {
  sha256: string;
  size: number;
  isImage: boolean;
  verdict:
    | { verdict: 'clean' }
    | { verdict: 'infected'; signature: string }
    | { verdict: 'unscannable'; why: string }
    | { verdict: 'error'; why: string };
}

export interface Policy {
  unscannable?: 'reject' | 'quarantine' | 'allow_flagged';
  refusesType: boolean;
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
 * `policy`: what the bucket does with a file that could not be scanned for this cause, and whether it refuses this type.
 */
export function judge(declared: Declared, found: Found, { unscannable, refusesType }: Policy): Judgement {
  const { verdict } = found;
  if (verdict.verdict === 'error') return { outcome: 'wait', why: verdict.why };
  if (verdict.verdict === 'infected') return { outcome: 'reject', reason: `infected:${verdict.signature}` };
  if (declared.declaredHash !== null && declared.declaredHash !== found.sha256)
    return { outcome: 'reject', reason: 'checksum_mismatch' };
  if (found.isImage && found.size > (declared.maxImageBytes ?? Infinity))
    return { outcome: 'reject', reason: 'image_too_large' };
  if (refusesType) return { outcome: 'reject', reason: 'mime_mismatch' };
  if (verdict.verdict === 'clean') return { outcome: 'admit' };
  if (unscannable === 'allow_flagged') return { outcome: 'admit', flag: `unscannable:${verdict.why}` };
  if (unscannable === 'quarantine') return { outcome: 'quarantine', reason: verdict.why };
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
