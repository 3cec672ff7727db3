/** The guarantees of an upload URL: properties that the store itself enforces. */
export const guarantees = ['length', 'type', 'sha256', 'create_only'] as const;
export type Guarantee = (typeof guarantees)[number];

/** A request that needs no credentials until `expiresAt`. Its headers are signed and must be sent unchanged. */
export interface SignedRequest {
  url: string;
  method: 'PUT' | 'GET';
  headers: Record<string, string>;
  /** Never later than the expiry of the credentials that signed it. */
  expiresAt: Date;
}

/** A browser form: `fields` in this order, then the file as `file`. */
export interface SignedPost {
  url: string;
  fields: Record<string, string>;
  expiresAt: Date;
}

export interface SignPut {
  key: string;
  contentType: string;
  /** Signed as Content-Length when known: a body of another size is refused by the store. */
  contentLength?: number;
  /** 64 hex digits: signed as x-amz-checksum-sha256. */
  sha256?: string;
  /** Signs If-None-Match: *. */
  createOnly?: boolean;
  /** Base64: signed as Content-MD5. */
  contentMd5?: string;
  /** Signed as Content-Disposition. */
  contentDisposition?: string;
  expiresInSeconds: number;
  /** When the URL is signed; defaults to now. */
  at?: Date;
}

export interface SignGet {
  key: string;
  expiresInSeconds: number;
  /** Override the headers of the stored object, so that it is only served with these. */
  contentType: string;
  contentDisposition: string;
  at?: Date;
}

export interface SignPart {
  key: string;
  uploadId: string;
  partNumber: number;
  /** Signed as Content-Length when known. */
  contentLength?: number;
  expiresInSeconds: number;
  at?: Date;
}

export interface SignPost {
  key: string;
  contentType: string;
  /** The store refuses a body outside these lengths, both inclusive. */
  minLength: number;
  maxLength: number;
  /** The status of the store's response; 201 has the object's location as XML, which browsers can read. Default: 204. */
  successStatus?: 201;
  /** Where the store redirects browsers to instead, with bucket, key and etag in the query. */
  successUrl?: string;
  expiresInSeconds: number;
  at?: Date;
}

/** Signs URLs locally, in microseconds, without a request to the store. */
export abstract class UrlSigner {
  abstract signPut(request: SignPut): SignedRequest;
  abstract signGet(request: SignGet): SignedRequest;
  abstract signPart(request: SignPart): SignedRequest;
  abstract signPost(request: SignPost): SignedPost;
}
