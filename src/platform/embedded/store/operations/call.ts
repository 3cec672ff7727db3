import { type PostPolicyVerifier } from '../auth/post-policy.js';
import { type Authentication } from '../auth/signature-verifier.js';
import { type Bucket } from '../disk/bucket.js';
import { type Buckets } from '../disk/buckets.js';
import { type EventPublisher } from '../events/event-publisher.js';
import { type Reply } from '../http/reply.js';
import { type S3Request } from '../http/s3-request.js';

export interface Limits {
  /** Largest body of one PUT, POST or part. */
  maxBodyBytes: number;
  /** Smallest size of a part, except the last. */
  minPartBytes: number;
}

/** The services of operations. */
export interface Services {
  buckets: Buckets;
  events: EventPublisher;
  policies: PostPolicyVerifier;
  limits: Limits;
  clock: () => number;
}

/** A request with a verified signature. */
export interface Call {
  request: S3Request;
  auth: Authentication;
  services: Services;
}

export interface BucketCall extends Call {
  bucket: Bucket;
}

export type Operation<T extends Call = BucketCall> = (call: T) => Promise<Reply>;
