import type { Verdict } from '../../../platform/malware-scanner/malware-scanner.js';
import { canonicalType } from '../../../shared/media-types/media-type.js';
import type { TypeProof } from '../../../shared/media-types/type-proof.js';
import type { TypeFinding } from '../domain/type-proof.js';
import type { Findings } from '../inspection/examination.js';
import type { PinnedObject } from '../inspection/inspection.js';

/** The bytes of one attempt and everything that was found in them. */
export interface Inspected {
  pinned: PinnedObject;
  findings: Findings;
  /** What the declared type is worth. */
  type: TypeFinding;
}

/** What an inspection found that stays with the upload's record. */
export interface Found {
  size: number;
  detectedType: string;
  typeProof?: TypeProof;
  verdict: string;
  verdictCause: string | null;
  scannerVersion: string;
}

/** The same with what the blob's record needs. */
export interface AdmissionFacts extends Found {
  sha256: string;
  etag: string;
  /** What the bytes show by themselves, where the record says something else. */
  shownType?: string;
}

export function foundIn({ pinned, findings, type }: Inspected): Found {
  const { verdict, scannerVersion } = findings;
  return {
    size: pinned.size,
    detectedType: type.detectedType,
    typeProof: type.proof,
    verdict: verdict.verdict,
    verdictCause: causeOf(verdict),
    scannerVersion,
  };
}

export function shownBy({ findings }: Inspected): string {
  return canonicalType(findings.detected.mimeType);
}

/** `etag`: of the copy that is kept. */
export function factsOf(inspected: Inspected, etag: string): AdmissionFacts {
  return { ...foundIn(inspected), shownType: shownBy(inspected), sha256: inspected.findings.sha256, etag };
}

/** The columns of the upload's row. */
export function recordedOf({
  size,
  detectedType,
  typeProof,
  verdict,
  verdictCause,
  scannerVersion,
}: AdmissionFacts): Found {
  return { size, detectedType, typeProof, verdict, verdictCause, scannerVersion };
}

function causeOf(verdict: Verdict): string | null {
  if (verdict.verdict === 'infected') return verdict.signature;
  return verdict.verdict === 'unscannable' ? verdict.why : null;
}
