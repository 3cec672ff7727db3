import { type BucketLocation, bucketUrl } from '../bucket-location.js';
import { encodeKey } from './uri-encoding.js';

/** Where the keys of a bucket are, as signatures and requests name it. */
export class BucketAddress {
  /** The bucket itself. */
  readonly url: URL;
  readonly origin: string;
  /** With the port where it is not the usual one, as in the header Host. */
  readonly host: string;
  /** The path of requests for the bucket itself. */
  readonly root: string;

  constructor(location: BucketLocation) {
    this.url = bucketUrl(location);
    const { origin, host, pathname } = this.url;
    this.origin = origin;
    this.host = host;
    this.root = pathname.endsWith('/') ? pathname : `${pathname}/`;
  }

  /** The path of a key, never normalised: dots and double slashes are part of a key. */
  pathOf(key: string): string {
    return this.root + encodeKey(key);
  }
}
