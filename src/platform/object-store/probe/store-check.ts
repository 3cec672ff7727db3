import type { Finding } from './finding.js';
import type { ProbeContext } from './probe-context.js';

export const checkNames = [
  'bucket',
  'clock',
  'private',
  'signature',
  'expiry',
  'content_length',
  'content_type',
  'public_acl',
  'unsigned_headers',
  'sha256',
  'create_only',
  'copy_create_only',
  'copy_source_condition',
  'copy_sha256',
  'post_policy',
  'part_length',
  'multipart_complete',
  'multipart_abort',
  'cors',
] as const;
export type CheckName = (typeof checkNames)[number];

/** One live question to the store. */
export interface StoreCheck {
  name: CheckName;
  /** What holds when the verdict is `enforced`. */
  proves: string;
  /** What users have to live with when it does not hold. */
  without: string;
  /** Without it files are not safe in this bucket. */
  essential: boolean;
  run(context: ProbeContext): Promise<Finding>;
}
