import type { BucketLocation } from './bucket-location.js';
import type { CredentialSnapshot } from './credentials.js';
import type { RequestObserver } from './s3/request-observer.js';
import { S3ObjectStore } from './s3/s3-object-store.js';

/** What another thread needs to reach the bucket. Can be sent to it. */
export interface StoreTerms {
  location: BucketLocation;
  multipartCopyThresholdBytes: number;
  /** Of the embedded store, in its own process. */
  directory?: string;
}

/** Lends the bucket to other threads: they send requests of their own, with the credentials of the moment. */
export class StoreLoan {
  constructor(
    /** Undefined when no bucket is configured. */
    readonly terms: StoreTerms | undefined,
    /** Throws `STORAGE_NOT_CONFIGURED` when there are none. */
    readonly credentials: CredentialSnapshot,
    /** For the requests of other threads. */
    readonly observe: RequestObserver = () => undefined,
  ) {}
}

/** The bucket in another thread. */
export function borrowedStore(
  terms: StoreTerms,
  credentials: CredentialSnapshot,
  observe: RequestObserver,
): S3ObjectStore {
  return new S3ObjectStore({ ...terms, observe }, credentials);
}
