import { Errors } from '../../../shared/errors/errors.js';
import { type CopiedObject, type CopyRequest, ObjectChangedError } from '../object-store.js';
import type { MultipartCopy } from './multipart-copy.js';
import type { CopiedAtOnce, ObjectCalls } from './object-calls.js';
import { isMissing, isPreconditionFailed } from './s3-errors.js';

/**
 * Copies one version of an object inside the bucket. A SHA-256 that the store computes meanwhile proves the bytes of the
 * copy, and one request is enough. Without one the source is also checked before and after, because not every store
 * supports the copy condition. The destination is never deleted after a failure, because another attempt may just have
 * written it: that is up to the caller.
 */
export class ServerSideCopy {
  constructor(
    private readonly objects: ObjectCalls,
    private readonly inParts: MultipartCopy,
    private readonly thresholdBytes: number,
  ) {}

  async copy(request: CopyRequest): Promise<CopiedObject | null> {
    const isProvable = request.sha256 !== undefined && request.size <= this.thresholdBytes;
    if (!isProvable && !(await this.isSourceUnchanged(request))) return null;
    try {
      const copied = await this.make(request);
      if (isProvable && copied?.sha256 && copied.etag) return proven(request, copied);
    } catch (error) {
      if (isMissing(error)) return null;
      throw isPreconditionFailed(error) ? new ObjectChangedError(request.from) : error;
    }
    return (await this.isSourceUnchanged(request)) ? this.made(request) : null;
  }

  private async make(request: CopyRequest): Promise<CopiedAtOnce | null> {
    if (request.size <= this.thresholdBytes) return this.objects.copyAtOnce(request);
    await this.inParts.copy(request);
    return null;
  }

  /** False when the source is missing; another version than the pinned one throws. */
  private async isSourceUnchanged({ from, etag, size, signal }: CopyRequest): Promise<boolean> {
    const source = await this.objects.head(from, signal);
    if (source && (source.etag !== etag || source.size !== size)) throw new ObjectChangedError(from);
    return source !== null;
  }

  private async made({ to, size, signal }: CopyRequest): Promise<CopiedObject> {
    const made = await this.objects.head(to, signal);
    if (made?.size !== size) throw Errors.storageUnavailable(new Error(`${to} has ${made?.size} bytes, not ${size}.`));
    return { ...made, isProven: false };
  }
}

function proven({ from, to, size, contentType, sha256 }: CopyRequest, copied: CopiedAtOnce): CopiedObject {
  if (copied.sha256 !== sha256) throw new ObjectChangedError(from);
  return { key: to, size, contentType, etag: copied.etag, isProven: true };
}
