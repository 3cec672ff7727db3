import type { ErrorKind } from './domain-error.js';

/** The APIs of the service. */
export const faces = [
  'uploads',
  'files',
  'documents',
  'direct',
  'form',
  'tus',
  'uppy',
  'administration',
  'graphql',
] as const;

export type Face = (typeof faces)[number];

/** What a client reads about a code, wherever it is documented. */
export interface CataloguedError {
  /** `defect`: an error of the service itself. */
  kind: ErrorKind | 'defect';
  /** The title of the problem, the same at every occurrence. */
  title: string;
  cause: string;
  /** What to do next. */
  remedy: string;
  /** Whether the same request, unchanged, may succeed later. */
  retryable: boolean;
  /** Which APIs answer with it. Default: all. */
  faces?: readonly Face[];
}

const taking: readonly Face[] = ['uploads', 'files', 'documents', 'direct', 'form', 'tus', 'uppy', 'graphql'];

/** Every code that a client may meet: the page of its problem type, the list in the documents and the OpenAPI document. */
export const errorCatalogue = {
  VALIDATION_FAILED: {
    kind: 'invalid',
    title: 'The request is not valid',
    cause:
      'A field is missing, unknown, of another type than described, or outside of its limits; or the request is malformed.',
    remedy:
      'Correct the fields that `errors` names, as the operation is described in /docs, and send the request again.',
    retryable: false,
  },
  NAMESPACE_REQUIRED: {
    kind: 'invalid',
    title: 'The workspace is not clear',
    cause: 'The account belongs to several organizations, and the request names no workspace.',
    remedy: 'Send the header `X-Namespace` with the id or the name of the workspace. `GET /v1/me` lists them.',
    retryable: false,
  },
  INVALID_BUCKET: {
    kind: 'invalid',
    title: 'There is no such bucket',
    cause: 'The bucket that the body names does not exist in this workspace.',
    remedy:
      'Use the id or the name of a bucket of this workspace: `GET /v1/buckets` lists them. Check the workspace too.',
    retryable: false,
    faces: ['uploads', 'direct', 'form', 'tus', 'uppy', 'graphql'],
  },
  'validation-error': {
    kind: 'invalid',
    title: 'There is no such bucket',
    cause: 'The bucket that the body names does not exist in this workspace. The files API has this code for it.',
    remedy:
      'Use the id or the name of a bucket of this workspace: `GET /v1/buckets` lists them. Check the workspace too.',
    retryable: false,
    faces: ['files'],
  },
  UNSUPPORTED_METHOD: {
    kind: 'invalid',
    title: 'The upload method does not allow this',
    cause:
      'Files cannot be sent by this method here, or the operation belongs to another method than the upload was created with.',
    remedy: 'Follow the `detail`: choose another `method`, send a smaller file, or use the operation that it names.',
    retryable: false,
    faces: taking,
  },
  UNAUTHENTICATED: {
    kind: 'unauthenticated',
    title: 'Credentials are missing or not valid',
    cause: 'The key or token is missing, unknown, revoked or expired.',
    remedy: 'Send `Authorization: Bearer …` with a valid API key, or log in again and use the new token.',
    retryable: false,
  },
  FORBIDDEN: {
    kind: 'forbidden',
    title: 'Not allowed',
    cause:
      'The credentials are valid, but the key has not the scope, the member not the role, or the resource is of another member.',
    remedy: 'Use a key with the scope that the `detail` names, or have an administrator grant it.',
    retryable: false,
  },
  QUOTA_EXCEEDED: {
    kind: 'forbidden',
    title: 'The storage quota is used up',
    cause: 'The file does not fit into what the organization has left. Uploads that are under way reserve their size.',
    remedy:
      'Delete files, cancel uploads that are not finished, or have the quota raised. `GET /v1/usage` shows what is used.',
    retryable: true,
    faces: taking,
  },
  UPLOAD_TOKEN_USED_UP: {
    kind: 'forbidden',
    title: 'The upload token has no files left',
    cause: 'As many uploads were created with this token as its `max_files` allows.',
    remedy: 'Get a new token from the application that issued it.',
    retryable: false,
    faces: ['uploads', 'files', 'tus', 'uppy'],
  },
  NOT_FOUND: {
    kind: 'not-found',
    title: 'Not found',
    cause: 'The resource or route does not exist, was deleted, or belongs to another workspace.',
    remedy: 'Check the path, the id and the workspace (`X-Namespace`). What was deleted does not come back.',
    retryable: false,
  },
  METHOD_NOT_ALLOWED: {
    kind: 'method-not-allowed',
    title: 'The path does not take this method',
    cause: 'The path exists, but not with this HTTP method.',
    remedy: 'Use one of the methods that the header `Allow` lists.',
    retryable: false,
  },
  REQUEST_TIMEOUT: {
    kind: 'timeout',
    title: 'The request arrived too slowly',
    cause: 'The body of the request stopped, or arrived more slowly than the service waits.',
    remedy: 'Send the request again. Over slow lines, send large files in parts or by tus.',
    retryable: true,
  },
  UPLOAD_NOT_UPLOADED: {
    kind: 'conflict',
    title: 'The bytes have not arrived',
    cause: 'The upload was confirmed, but the store has not all of its bytes yet.',
    remedy: 'Send the file, or the parts that are missing, to the signed URLs; then confirm again.',
    retryable: true,
    faces: ['uploads', 'files', 'documents', 'direct', 'uppy', 'graphql'],
  },
  INVALID_STATE: {
    kind: 'conflict',
    title: 'The state of the resource does not allow this',
    cause: 'The resource exists, but this operation is not possible while it is in its present state.',
    remedy: 'Read the resource again. Wait until its state allows the operation, or do first what the `detail` says.',
    retryable: true,
  },
  BUCKET_INACTIVE: {
    kind: 'conflict',
    title: 'The bucket takes no uploads',
    cause: 'The bucket is archived or suspended.',
    remedy: 'Use another bucket, or have an administrator set its status to ACTIVE.',
    retryable: true,
    faces: taking,
  },
  UNIQUE_KEY_EXISTS: {
    kind: 'conflict',
    title: 'The unique key exists already',
    cause: 'The schema of the bucket has a unique key, and an object with these values is there.',
    remedy: 'Use the existing object, delete it, or send other values.',
    retryable: false,
    faces: ['uploads', 'graphql'],
  },
  IDEMPOTENCY_IN_PROGRESS: {
    kind: 'conflict',
    title: 'The first request is not finished',
    cause: 'A request with the same `Idempotency-Key` is still being processed.',
    remedy: 'Repeat the request after the seconds in `Retry-After`: it gets the answer of the first one.',
    retryable: true,
  },
  GONE: {
    kind: 'gone',
    title: 'The upload has ended',
    cause: 'The file was rejected or has expired. Its record says why; its bytes are not kept.',
    remedy: 'Read `status_reason` of the record. To send a file, create a new upload.',
    retryable: false,
    faces: taking,
  },
  PAYLOAD_TOO_LARGE: {
    kind: 'too-large',
    title: 'Too large',
    cause:
      'The file is larger than the tier, the bucket, the scanner or the token allows, or the body of the request is too large.',
    remedy: 'Send a smaller file. The `detail` names the limit and what sets it.',
    retryable: false,
  },
  UNSUPPORTED_TYPE: {
    kind: 'unsupported',
    title: 'The type is not accepted',
    cause:
      'The bucket or the route does not take files of this type, or the body of the request has another media type.',
    remedy: 'Send one of the types that the `detail` lists. On the form API the status of this code is 400.',
    retryable: false,
  },
  MIME_TYPE_MISMATCH: {
    kind: 'unprocessable',
    title: 'The bytes are of another type',
    cause: 'The content of the file contradicts the type that was declared for it.',
    remedy:
      'Declare the type that the file has, or send the right file. The `type_policy` of the bucket decides what is refused.',
    retryable: false,
    faces: taking,
  },
  SIZE_MISMATCH: {
    kind: 'unprocessable',
    title: 'The sizes differ',
    cause: 'What arrived is not as large as was declared.',
    remedy: 'Create a new upload with the size of the file, and send all of it.',
    retryable: false,
    faces: taking,
  },
  CHECKSUM_MISMATCH: {
    kind: 'unprocessable',
    title: 'The checksums differ',
    cause: 'The ETag or hash that was sent is not that of the stored bytes.',
    remedy: 'Compute it again over the file that was sent. If it still differs, send the file again.',
    retryable: false,
    faces: taking,
  },
  SCHEMA_VIOLATION: {
    kind: 'unprocessable',
    title: 'The schema of the bucket does not allow this',
    cause: 'The metadata of the object, or the type of a file, is not what the schema of the bucket demands.',
    remedy: 'Correct the fields that `errors` names. `GET /v1/buckets/{bucket_id}` shows the schema.',
    retryable: false,
    faces: taking,
  },
  IDEMPOTENCY_KEY_REUSED: {
    kind: 'unprocessable',
    title: 'The Idempotency-Key was used for another request',
    cause: 'A different request with this `Idempotency-Key` was answered within the last 24 hours.',
    remedy: 'Use a new key for each new request, and the same key only to repeat the same one.',
    retryable: false,
  },
  RATE_LIMITED: {
    kind: 'rate-limited',
    title: 'Too many requests',
    cause: 'The caller made more requests, logins or open streams than are allowed in this time.',
    remedy:
      'Wait for the seconds in `Retry-After`, then repeat. `RateLimit-Limit` and `RateLimit-Remaining` show the limit.',
    retryable: true,
  },
  UNAVAILABLE: {
    kind: 'unavailable',
    title: 'Not available at the moment',
    cause: 'A part of the service, such as its database, does not answer.',
    remedy: 'Repeat after the seconds in `Retry-After`, with an `Idempotency-Key` where something is created.',
    retryable: true,
  },
  STAGING_LIMIT_EXCEEDED: {
    kind: 'unavailable',
    title: 'Too many uploads are under way',
    cause: 'The organization has as many uploads pending or being scanned as it may have.',
    remedy: 'Finish or cancel some of them, or repeat after the seconds in `Retry-After`.',
    retryable: true,
    faces: taking,
  },
  STORAGE_UNAVAILABLE: {
    kind: 'unavailable',
    title: 'The object store does not answer',
    cause: 'The store is away, or refuses the service.',
    remedy: 'Repeat after the seconds in `Retry-After`. Operators: `/health/ready` says what is wrong.',
    retryable: true,
  },
  STORAGE_NOT_CONFIGURED: {
    kind: 'unavailable',
    title: 'No object store is configured',
    cause: 'The service runs without the settings of its object store.',
    remedy: 'Operators: set what the `detail` names, and restart. Clients cannot do anything about it.',
    retryable: false,
  },
  INTERNAL: {
    kind: 'defect',
    title: 'An error of the service',
    cause: 'A defect of the service. Its cause is in the log, under the id of the request.',
    remedy: 'Report the `request_id`. Repeat the request, with an `Idempotency-Key` where something is created.',
    retryable: true,
  },
} as const satisfies Record<string, CataloguedError>;

export type ErrorCode = keyof typeof errorCatalogue;

/** The codes in the order in which they are documented. */
export const errorCodes = Object.keys(errorCatalogue) as ErrorCode[];

/** What is documented about a code; `undefined` for one that no client meets. */
export function catalogued(code: string): CataloguedError | undefined {
  return Object.hasOwn(errorCatalogue, code) ? errorCatalogue[code as ErrorCode] : undefined;
}
