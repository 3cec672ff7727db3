export { BucketsModule } from './buckets.module.js';
export { BucketsService } from './buckets.service.js';
export { defaultBucketNames, type Bucket } from './domain/bucket.js';
