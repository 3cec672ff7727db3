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
  /** `flag`: it could not be scanned, and the bucket admits such files. */
  | { outcome: 'admit'; flag?: string }
  /** Kept, but not readable. */
  | { outcome: 'quarantine'; reason: string }
  | { outcome: 'reject'; reason: string }
  /** No verdict yet. Never "clean". */
  | { outcome: 'wait'; why: string };

/**
 * The outcome that follows from what was found. Malware comes before every other reason, and no policy admits it.
 * `policy`: what the bucket does with files that are unscannable for this cause, and whether it refuses this type.
 */
export function judge(declared: Declared, found: Found, { unscannable, refusesType }: Policy): Judgement {
  const { verdict } = found;
  if (verdict.verdict === 'error') return { outcome: 'wait', why: verdict.why };
  if (verdict.verdict === 'infected') return { outcome: 'reject', reason: `infected:${verdict.signature}` };
  const reason = mismatch(declared, found) ?? (refusesType ? 'mime_mismatch' : undefined);
  if (reason !== undefined) return { outcome: 'reject', reason };
  return verdict.verdict === 'clean' ? { outcome: 'admit' } : unscanned(verdict.why, unscannable);
}

/** How the content differs from what was declared. */
function mismatch({ declaredHash, maxImageBytes }: Declared, found: Found): string | undefined {
  if (declaredHash !== null && declaredHash !== found.sha256) return 'checksum_mismatch';
  return found.isImage && found.size > (maxImageBytes ?? Infinity) ? 'image_too_large' : undefined;
}

function unscanned(why: string, policy: Policy['unscannable']): Judgement {
  if (policy === 'allow_flagged') return { outcome: 'admit', flag: `unscannable:${why}` };
  if (policy === 'quarantine') return { outcome: 'quarantine', reason: why };
  return { outcome: 'reject', reason: `unscannable:${why}` };
}

/** Why the size alone rejects an upload, or undefined. */
export function sizeProblem(
  size: number,
  upload: { declaredSize: number | null; reservedBytes: number },
): string | undefined {
  if (size === 0) return 'empty';
  if (upload.declaredSize !== null && size !== upload.declaredSize) return 'size_mismatch';
  return size > upload.reservedBytes ? 'size_mismatch' : undefined;
}
