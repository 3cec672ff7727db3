import { bucketSettings } from '../disk/bucket.js';
import { s3Errors } from '../s3-error.js';
import { type S3Request } from '../http/s3-request.js';
import { abortUpload, createUpload } from './create-upload.js';
import { deleteSetting, getSetting, putSetting } from './bucket-settings.js';
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './buckets.js';
import { type Call, type Operation } from './call.js';
import { completeUpload } from './complete-upload.js';
import { copyObject } from './copy-object.js';
import { deleteObject, deleteObjects } from './delete-object.js';
import { getObject, headObject } from './get-object.js';
import { listObjects } from './list-objects.js';
import { listParts, listUploads } from './list-uploads.js';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './object-tagging.js';
import { putObject } from './put-object.js';
import { uploadPart, uploadPartCopy } from './upload-part.js';

interface Route<T extends Call> {
  method: string;
  /** The query parameter that selects the operation. */
  subresource?: string;
  /** Whether the request names an object to copy. */
  copies?: boolean;
  run: Operation<T>;
}

/** The first match is used, so routes with a subresource come first. */
const objectRoutes: Route<Parameters<typeof putObject>[0]>[] = [
  { method: 'POST', subresource: 'uploads', run: createUpload },
  { method: 'PUT', subresource: 'uploadId', copies: true, run: uploadPartCopy },
  { method: 'PUT', subresource: 'uploadId', run: uploadPart },
  { method: 'GET', subresource: 'uploadId', run: listParts },
  { method: 'POST', subresource: 'uploadId', run: completeUpload },
  { method: 'DELETE', subresource: 'uploadId', run: abortUpload },
  { method: 'GET', subresource: 'tagging', run: getObjectTagging },
  { method: 'PUT', subresource: 'tagging', run: putObjectTagging },
  { method: 'DELETE', subresource: 'tagging', run: deleteObjectTagging },
  { method: 'PUT', copies: true, run: copyObject },
  { method: 'PUT', run: putObject },
  { method: 'HEAD', run: headObject },
  { method: 'GET', run: getObject },
  { method: 'DELETE', run: deleteObject },
];

const bucketRoutes: typeof objectRoutes = [
  ...bucketSettings.flatMap((name) => [
    { method: 'GET', subresource: name, run: getSetting(name) },
    { method: 'PUT', subresource: name, run: putSetting(name) },
    { method: 'DELETE', subresource: name, run: deleteSetting(name) },
  ]),
  { method: 'GET', subresource: 'location', run: getBucketLocation },
  { method: 'GET', subresource: 'uploads', run: listUploads },
  { method: 'POST', subresource: 'delete', run: deleteObjects },
  { method: 'HEAD', run: headBucket },
  { method: 'GET', run: listObjects },
  { method: 'DELETE', run: deleteBucket },
];

/** Subresources of S3 that this store does not implement: refused instead of mistaken for another operation. */
const UNSUPPORTED = [
  ...['accelerate', 'acl', 'analytics', 'attributes', 'encryption', 'intelligent-tiering', 'inventory', 'legal-hold'],
  ...['logging', 'metrics', 'object-lock', 'ownershipControls', 'policy', 'policyStatus', 'publicAccessBlock'],
  ...[
    'replication',
    'requestPayment',
    'restore',
    'retention',
    'select',
    'torrent',
    'versioning',
    'versions',
    'website',
  ],
];

/** Runs the operation of a verified request. */
export const route: Operation<Call> = async (call) => {
  const { request, services } = call;
  if (request.bucket === '') return request.method === 'GET' ? listBuckets(call) : refuse();
  refuseUnsupported(request);
  const isBucketCreation = request.key === '' && request.method === 'PUT';
  if (isBucketCreation && !bucketSettings.some((name) => request.has(name))) return createBucket(call);
  const bucket = services.buckets.require(request.bucket);
  const found = (request.key === '' ? bucketRoutes : objectRoutes).find((candidate) => fits(candidate, request));
  return found ? found.run({ ...call, bucket }) : refuse();
};

function fits({ method, subresource, copies }: Route<Parameters<typeof putObject>[0]>, request: S3Request): boolean {
  if (method !== request.method || (subresource !== undefined && !request.has(subresource))) return false;
  return !copies || request.signed('x-amz-copy-source') !== undefined;
}

function refuseUnsupported(request: S3Request): void {
  const subresource = UNSUPPORTED.find((name) => request.has(name)) ?? (request.key === '' && request.has('tagging'));
  if (subresource) throw s3Errors.notImplemented(subresource === true ? 'bucket tagging' : subresource);
  const acl = request.signed('x-amz-acl');
  if (acl !== undefined && acl !== 'private' && acl !== 'bucket-owner-full-control') {
    throw s3Errors.invalidRequest('The bucket does not allow ACLs: every object is private.');
  }
  for (const prefix of ['x-amz-server-side-encryption', 'x-amz-object-lock-', 'x-amz-website-redirect']) {
    for (const [name] of request.signedWith(prefix)) throw s3Errors.notImplemented(name);
  }
}

function refuse(): never {
  throw s3Errors.methodNotAllowed();
}
