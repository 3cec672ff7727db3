import type { TypePolicy } from './type-policy.js';
import type { UnscannableRules } from './unscannable.js';

/** What a bucket does with files that are not simply clean and of their declared type (SQL function bucket_policies). */
export interface AdmissionPolicies extends UnscannableRules {
  typePolicy: TypePolicy;
}
