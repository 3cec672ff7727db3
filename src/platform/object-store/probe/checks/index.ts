import type { StoreCheck } from '../store-check.js';
import { privacyCheck } from './bucket-checks.js';
import { clockCheck } from './clock-check.js';
import { copyChecks } from './copy-checks.js';
import { corsCheck } from './cors-check.js';
import { createOnlyCheck } from './create-only-check.js';
import { extraHeaderChecks } from './extra-header-checks.js';
import { formCheck } from './form-check.js';
import { multipartChecks } from './multipart-checks.js';
import { urlChecks } from './url-checks.js';

/** The checks of an existing bucket, in the order of the report. */
export const storeChecks: readonly StoreCheck[] = [
  clockCheck,
  privacyCheck,
  ...urlChecks,
  ...extraHeaderChecks,
  createOnlyCheck,
  ...copyChecks,
  formCheck,
  ...multipartChecks,
  corsCheck,
];
