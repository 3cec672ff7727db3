import type { Finding } from './finding.js';
import type { ProbeContext } from './probe-context.js';

export type CheckName =
  | 'bucket'
  | 'clock'
  | 'private'
  | 'signature'
  | 'expiry'
  | 'content_length'
  | 'content_type'
  | 'public_acl'
  | 'unsigned_headers'
  | 'sha256'
  | 'create_only'
  | 'copy_create_only'
  | 'copy_source_condition'
  | 'copy_sha256'
  | 'post_policy'
  | 'part_length'
  | 'multipart_complete'
  | 'multipart_abort'
  | 'cors';

/** One live test of the store. */
export interface StoreCheck {
  name: CheckName;
  /** The statement that the verdict `enforced` proves. */
  proves: string;
  /** The consequence when it is not enforced. */
  without: string;
  /** Whether files are unsafe in this bucket without it. */
  essential: boolean;
  run(context: ProbeContext): Promise<Finding>;
}
