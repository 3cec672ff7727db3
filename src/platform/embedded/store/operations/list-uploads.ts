import { checksumAlgorithms, checksumElement } from '../body/checksums.js';
import { compareKeys } from '../disk/sorted-keys.js';
import { type PartRecord, type UploadSession } from '../disk/upload-sessions.js';
import { type Reply, xmlReply } from '../http/reply.js';
import { s3Errors } from '../s3-error.js';
import { encodeKey } from '../uri.js';
import { document, element } from '../xml.js';
import { type BucketCall } from './call.js';
import { countParam, limitParam, textEncoder } from './list-params.js';

/** ListMultipartUploads: a page of open uploads, by key, then id. */
export async function listUploads({ request, bucket }: BucketCall): Promise<Reply> {
  if (request.param('delimiter')) throw s3Errors.notImplemented('a delimiter in ListMultipartUploads');
  const limit = limitParam(request, 'max-uploads');
  const prefix = request.param('prefix') ?? '';
  const keyMarker = request.param('key-marker') ?? '';
  const idMarker = request.param('upload-id-marker') ?? '';
  const encode = textEncoder(request, encodeKey);
  const matching = (await bucket.uploads.list())
    .filter(({ key }) => key.startsWith(prefix))
    .filter((session) => isAfter(session, keyMarker, idMarker))
    .sort((a, b) => compareKeys(a.key, b.key) || compareKeys(a.uploadId, b.uploadId));
  const page = matching.slice(0, limit);
  const last = matching.length > page.length ? page.at(-1) : undefined;
  const fields = [
    element('Bucket', bucket.name),
    element('KeyMarker', encode(keyMarker)),
    element('UploadIdMarker', idMarker),
    element('Prefix', encode(prefix)),
    element('EncodingType', request.param('encoding-type')),
    element('NextKeyMarker', last && encode(last.key)),
    element('NextUploadIdMarker', last?.uploadId),
    element('MaxUploads', limit),
    element('IsTruncated', last !== undefined),
    ...page.map((session) => uploadElement(session, encode)),
  ];
  return xmlReply(document('ListMultipartUploadsResult', fields.join('')));
}

/** ListParts: a page of uploaded parts, by number. */
export async function listParts({ request, bucket }: BucketCall): Promise<Reply> {
  const uploadId = request.param('uploadId') ?? '';
  const limit = limitParam(request, 'max-parts');
  const marker = countParam(request, 'part-number-marker', 0);
  const session = await bucket.uploads.require(request.key, uploadId);
  const parts = (await bucket.uploads.parts(uploadId)).filter(({ partNumber }) => partNumber > marker);
  const page = parts.slice(0, limit);
  const fields = [
    element('Bucket', bucket.name),
    element('Key', request.key),
    element('UploadId', uploadId),
    element('PartNumberMarker', marker),
    element('NextPartNumberMarker', page.at(-1)?.partNumber ?? 0),
    element('MaxParts', limit),
    element('IsTruncated', parts.length > page.length),
    element('ChecksumAlgorithm', session.checksumAlgorithm?.toUpperCase()),
    ...page.map(partElement),
  ];
  return xmlReply(document('ListPartsResult', fields.join('')));
}

function isAfter({ key, uploadId }: UploadSession, keyMarker: string, idMarker: string): boolean {
  const order = compareKeys(key, keyMarker);
  return order > 0 || (order === 0 && idMarker !== '' && uploadId > idMarker);
}

function uploadElement({ key, uploadId, initiatedAt }: UploadSession, encode: (text: string) => string): string {
  const initiated = element('Initiated', new Date(initiatedAt).toISOString());
  return `<Upload>${element('Key', encode(key))}${element('UploadId', uploadId)}${initiated}</Upload>`;
}

function partElement({ partNumber, etag, size, modifiedAt, checksums }: PartRecord): string {
  const fields = [
    element('PartNumber', partNumber),
    element('LastModified', new Date(modifiedAt).toISOString()),
    element('ETag', `"${etag}"`),
    element('Size', size),
    ...checksumAlgorithms.map((algorithm) => element(checksumElement(algorithm), checksums[algorithm])),
  ];
  return `<Part>${fields.join('')}</Part>`;
}
