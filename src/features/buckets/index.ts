export { BucketsModule } from './buckets.module.js';
export { BucketsService } from './buckets.service.js';
export { type Bucket } from './domain/bucket.js';
