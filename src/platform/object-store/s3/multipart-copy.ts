import { UploadPartCopyCommand } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';
import { type CopyRequest, ObjectChangedError, type UploadedPart } from '../object-store.js';
import { copySource } from './copy-source.js';
import type { MultipartSessions } from './multipart-sessions.js';
import { quote, unquote } from './object-calls.js';
import { objectMetadata } from './object-metadata.js';
import { type PartRange, planParts } from './part-plan.js';
import type { S3Calls } from './s3-calls.js';
import { isPreconditionFailed, isUnknownSession } from './s3-errors.js';

const CONCURRENCY = 4;
/** Metadata of the new object: the source version of the session, so that a resumed copy cannot mix two versions. */
const SOURCE_ETAG = 'source-etag';

/**
 * Copies an object in ranges, as S3 requires above 5 GiB. Resumes the session that an earlier attempt left for the
 * destination. Leaves a session only when the store does not respond, so that a repeated call can continue. A session that
 * is never resumed is aborted by the trash, which has a row for every key that an attempt may write to.
 */
export class MultipartCopy {
  constructor(
    private readonly s3: S3Calls,
    private readonly sessions: MultipartSessions,
    private readonly thresholdBytes: number,
  ) {}

  async copy(request: CopyRequest): Promise<void> {
    const { to, contentType, etag, signal } = request;
    const uploadId =
      (await this.leftSession(to)) ?? (await this.sessions.create(to, contentType, { [SOURCE_ETAG]: etag }));
    try {
      const parts = await this.copyParts(request, uploadId);
      await this.sessions.complete(to, uploadId, parts);
    } catch (error) {
      // An error of the clean-up is ignored: sessions left over are swept later.
      if (!mayResume(error, signal)) await this.sessions.abort(to, uploadId).catch(() => undefined);
      throw error;
    }
    const { [SOURCE_ETAG]: copied } = await objectMetadata(this.s3, to, signal);
    if (copied !== etag)
      throw Errors.storageUnavailable(new Error(`${to} was completed from another version: ${copied}`));
  }

  private async leftSession(key: string): Promise<string | undefined> {
    const sessions = await this.sessions.at(key);
    return sessions.sort((a, b) => b.initiatedAt.getTime() - a.initiatedAt.getTime())[0]?.uploadId;
  }

  private async copyParts(request: CopyRequest, uploadId: string): Promise<UploadedPart[]> {
    const existing = (await this.sessions.listParts(request.to, uploadId)) ?? [];
    const bySlot = new Map(existing.map((part) => [`${part.partNumber}:${part.size}`, part]));
    const failed = new AbortController();
    const signal = request.signal ? AbortSignal.any([request.signal, failed.signal]) : failed.signal;
    const copyPart = async (range: PartRange) => {
      const copied = bySlot.get(`${range.partNumber}:${range.size}`);
      return copied ?? this.copyPart({ ...request, signal }, uploadId, range).catch((error) => failed.abort(error));
    };
    const parts = await pMap(planParts(request.size, this.thresholdBytes), copyPart, { concurrency: CONCURRENCY });
    // The first failure cancels the other parts; all have ended here, so that the session can be aborted.
    failed.signal.throwIfAborted();
    return parts.filter((part) => part !== undefined);
  }

  private async copyPart(request: CopyRequest, uploadId: string, range: PartRange): Promise<UploadedPart> {
    const { partNumber, start, end, size } = range;
    const copy = new UploadPartCopyCommand({
      Bucket: this.s3.bucket,
      Key: request.to,
      UploadId: uploadId,
      PartNumber: partNumber,
      CopySource: copySource(this.s3.bucket, request.from),
      CopySourceIfMatch: quote(request.etag),
      CopySourceRange: `bytes=${start}-${end}`,
    });
    try {
      const limits = { signal: request.signal, bytes: size };
      const { CopyPartResult } = await this.s3.call((client, options) => client.send(copy, options), limits);
      return { partNumber, etag: unquote(CopyPartResult?.ETag), size };
    } catch (error) {
      if (isPreconditionFailed(error)) throw new ObjectChangedError(request.from);
      // Another attempt completed or aborted this session: the caller retries.
      if (isUnknownSession(error)) throw Errors.storageUnavailable(error);
      throw error;
    }
  }
}

function mayResume(error: unknown, signal?: AbortSignal): boolean {
  return signal?.aborted || (error instanceof DomainError && error.kind === 'unavailable');
}
