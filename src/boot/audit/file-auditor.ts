import { basename } from 'node:path';
import mime from 'mime';
import { refusesType, type TypePolicy } from '../../features/buckets/domain/type-policy.js';
import type { UnscannablePolicy } from '../../features/buckets/domain/unscannable.js';
import { judge } from '../../features/scanning/domain/judgement.js';
import { proveType } from '../../features/scanning/domain/type-proof.js';
import { examine } from '../../features/scanning/inspection/examination.js';
import { filenameProblem } from '../../features/uploads/domain/filename.js';
import type { MalwareScanner } from '../../platform/malware-scanner/malware-scanner.js';
import type { TypeDetector } from '../../platform/type-detection/type-detector.js';
import type { TypeProof } from '../../shared/media-types/type-proof.js';
import { FileSource } from './file-source.js';

/** What would become of a file. */
export interface AuditedFile {
  path: string;
  size: number;
  declared: string;
  /** What its bytes show, and what the declared type is worth. */
  shown: string;
  proof: TypeProof;
  outcome: 'admit' | 'quarantine' | 'reject';
  /** Why it is not admitted, or the flag it is admitted with. */
  reason?: string;
}

/** As the settings of a bucket. */
export interface Policies {
  typePolicy: TypePolicy;
  unscannablePolicy: UnscannablePolicy;
}

/** As browsers do: by extension; nothing for one they do not know. */
function declaredType(path: string): string {
  return mime.getType(path) ?? 'application/octet-stream';
}

/** Puts a file before the very code of admission: its type check, its archive walk and its scanner. */
export class FileAuditor {
  constructor(
    private readonly tools: { scanner: MalwareScanner; detector: TypeDetector },
    private readonly policies: Policies,
  ) {}

  async audit(path: string, declared = declaredType(path)): Promise<AuditedFile> {
    const source = await FileSource.of(path);
    const { detected, sha256, verdict } = await examine(source, this.tools, new AbortController().signal);
    const { proof } = proveType(declared, detected);
    const found = { sha256, verdict, size: source.size, isImage: detected.mimeType.startsWith('image/') };
    const policy = {
      unscannable: this.policies.unscannablePolicy,
      refusesType: refusesType(this.policies.typePolicy, proof),
    };
    const judgement = judge({ declaredHash: null, maxImageBytes: null }, found, policy);
    if (judgement.outcome === 'wait') throw new Error(judgement.why);
    const { outcome, reason } = { reason: undefined, ...judgement };
    const file = { path, size: source.size, declared, shown: detected.mimeType, proof };
    const problem = filenameProblem(basename(path));
    if (problem !== undefined) return { ...file, outcome: 'reject', reason: `filename: ${problem}` };
    return { ...file, outcome, reason: reason ?? ('flag' in judgement ? judgement.flag : undefined) };
  }
}
