export type { AdmissionPolicies } from './domain/admission-policies.js';
export { BucketContent, type BucketPlace } from './bucket-content.js';
export { type BucketName, BucketNamesRepository } from './bucket-names.repository.js';
export { BucketsModule } from './buckets.module.js';
export {
  bucketIdNamed,
  nextBucketWithRetention,
  retentionDaysOf,
  versionedSchemaOf,
  withBucketName,
} from './buckets.queries.js';
export { BucketsService } from './buckets.service.js';
export { BucketErrors } from './domain/bucket.errors.js';
export { type Bucket } from './domain/bucket.js';
export { type BucketSchema } from './domain/bucket-schema.js';
export { reservedFolders } from './domain/key-rules.js';
export { keyFrom, templateOf } from './domain/key-template.js';
export { fileTypeOf } from './domain/file-type.js';
export { describedFileType } from './dto/bucket.enums.js';
export { fileProblem, filePropertyType, metadataProblems, missingFiles } from './domain/schema-check.js';
export { uniqueKeyHash } from './domain/unique-key.js';
export { refusesType, type TypePolicy } from './domain/type-policy.js';
export { policyFor, type UnscannablePolicy, type UnscannableRules } from './domain/unscannable.js';
export { type ObjectPlan, planObject } from './domain/upload-plan.js';
