import type { IncomingMessage } from 'node:http';
import { createHash, hash } from 'node:crypto';
import type { CopyRequest, GetOptions, ObjectInfo } from '../../object-store.js';
import { copySource } from '../copy-source.js';
import { BYTES_PER_DELETED_KEY } from '../deadlines.js';
import { guardDownload } from '../download-guard.js';
import {
  copiedAtOnce,
  type CopiedAtOnce,
  type FailedDelete,
  objectInfo,
  type ObjectCalls,
  quote,
  type ReceivedObject,
} from '../object-calls.js';
import { isMissing, isUnsupportedDelete } from '../s3-errors.js';
import { escapeXml, parseAnswer, type XmlDocument } from './answer-xml.js';
import { ended, textOf } from './http-exchange.js';
import type { LightCalls, LightRequest } from './light-calls.js';
import { refusal } from './refusal.js';

const NO_HEADERS = {};

/** The requests for single objects by `LightCalls`. Their form is that of the AWS SDK, to the byte. */
export class LightObjectCalls implements ObjectCalls {
  constructor(
    private readonly bucket: string,
    private readonly calls: LightCalls,
  ) {}

  async head(key: string, signal?: AbortSignal): Promise<ObjectInfo | null> {
    try {
      return await this.calls.call(headRequest(key), (response) => headOf(key, response), { signal });
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  get(key: string, options: GetOptions): Promise<ReceivedObject> {
    const { signal } = options;
    const receive = (response: IncomingMessage): ReceivedObject => {
      const range = response.headers['content-range'];
      const stream = guardDownload(response, this.calls.deadlines.idleMs, signal);
      const info = infoOf(key, response);
      const whole = Number(range?.split('/')[1] ?? info.size);
      return { ...info, size: whole, stream, isRange: range !== undefined };
    };
    return this.calls.call(getRequest(key, options), receive, { signal });
  }

  copyAtOnce(request: CopyRequest): Promise<CopiedAtOnce> {
    const { signal, size: bytes } = request;
    return this.calls.call(copyRequest(this.bucket, request), copied, { signal, bytes });
  }

  delete(key: string): Promise<void> {
    return this.calls.call(deleteRequest(key), ended);
  }

  async deleteMany(keys: readonly string[]): Promise<FailedDelete[] | null> {
    try {
      return await this.calls.call(deleteManyRequest(keys), failures, { bytes: keys.length * BYTES_PER_DELETED_KEY });
    } catch (error) {
      if (isUnsupportedDelete(error)) return null;
      throw error;
    }
  }

  close(): void {
    this.calls.close();
  }
}

export function headRequest(key: string): LightRequest {
  return { operation: 'HeadObject', method: 'HEAD', key, query: '', headers: NO_HEADERS };
}

export function getRequest(key: string, { etag, range }: GetOptions): LightRequest {
  const headers: Record<string, string> = {};
  if (etag !== undefined) headers['if-match'] = quote(etag);
  if (range) headers.range = `bytes=${range.start}-${range.end}`;
  return { operation: 'GetObject', method: 'GET', key, query: 'x-id=GetObject', headers, isStreamed: true };
}

export function copyRequest(bucket: string, { from, to, etag, contentType, sha256 }: CopyRequest): LightRequest {
  const headers: Record<string, string> = {
    'content-type': contentType,
    'x-amz-copy-source': copySource(bucket, from),
    'x-amz-copy-source-if-match': quote(etag),
    'x-amz-metadata-directive': 'REPLACE',
  };
  if (sha256 !== undefined) headers['x-amz-checksum-algorithm'] = 'SHA256';
  return { operation: 'CopyObject', method: 'PUT', key: to, query: 'x-id=CopyObject', headers };
}

export function deleteRequest(key: string): LightRequest {
  return { operation: 'DeleteObject', method: 'DELETE', key, query: 'x-id=DeleteObject', headers: NO_HEADERS };
}

/** Every store takes Content-MD5 here; not every one takes the checksums that the AWS SDK sends. */
export function deleteManyRequest(keys: readonly string[]): LightRequest {
  const objects = keys.map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`).join('');
  const body =
    '<?xml version="1.0" encoding="UTF-8"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
    `${objects}<Quiet>true</Quiet></Delete>`;
  const headers = {
    'content-length': String(Buffer.byteLength(body)),
    'content-md5': createHash('md5').update(body).digest('base64'),
    'content-type': 'application/xml',
  };
  const bodySha256 = hash('sha256', body);
  return { operation: 'DeleteObjects', method: 'POST', key: null, query: 'delete=', headers, body, bodySha256 };
}

async function headOf(key: string, response: IncomingMessage): Promise<ObjectInfo> {
  await ended(response);
  return infoOf(key, response);
}

function infoOf(key: string, { headers }: IncomingMessage): ObjectInfo {
  return objectInfo(key, {
    ContentLength: Number(headers['content-length'] ?? 0),
    ETag: headers.etag,
    ContentType: headers['content-type'],
  });
}

async function copied(response: IncomingMessage): Promise<CopiedAtOnce> {
  const answer = resultIn(await textOf(response), 'CopyObjectResult');
  const [ETag, ChecksumSHA256, ChecksumType] = ['ETag', 'ChecksumSHA256', 'ChecksumType'].map((name) =>
    answer.text(name),
  );
  return copiedAtOnce({ ETag, ChecksumSHA256, ChecksumType });
}

async function failures(response: IncomingMessage): Promise<FailedDelete[]> {
  const body = await textOf(response);
  // Stores may say nothing when nothing failed.
  if (body === '') return [];
  const answer = resultIn(body, 'DeleteResult');
  return answer
    .children('Error')
    .map((error) => ({ key: error.text('Key') ?? '', code: error.text('Code') ?? 'unknown' }));
}

/** The body of a 200: S3 sends its status before the work is done, and the error of it in place of the result. */
function resultIn(body: string, root: string): XmlDocument {
  const answer = parseAnswer(body);
  if (answer?.root === root) return answer;
  throw refusal(503, body);
}
