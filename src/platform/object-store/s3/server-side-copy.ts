import { Errors } from '../../../shared/errors/errors.js';
import { type CopiedObject, type CopyRequest, ObjectChangedError } from '../object-store.js';
import type { MultipartCopy } from './multipart-copy.js';
import type { ObjectCalls } from './object-calls.js';
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
    try {
      return isProvable(request, this.thresholdBytes) ? await this.proven(request) : await this.guarded(request);
    } catch (error) {
      if (isMissing(error)) return null;
      throw isPreconditionFailed(error) ? new ObjectChangedError(request.from) : error;
    }
  }

  /** One request, if the store computes the SHA-256 of the copy; the looks follow if it does not. */
  private async proven(request: CopyRequest): Promise<CopiedObject | null> {
    const { from, to, size, contentType } = request;
    const { etag, sha256 } = await this.objects.copyAtOnce(request);
    if (!sha256 || !etag) return this.checked(request);
    if (sha256 !== request.sha256) throw new ObjectChangedError(from);
    return { key: to, size, contentType, etag, isProven: true };
  }

  private async guarded(request: CopyRequest): Promise<CopiedObject | null> {
    if (!(await this.isSourceUnchanged(request))) return null;
    if (request.size <= this.thresholdBytes) await this.objects.copyAtOnce(request);
    else await this.inParts.copy(request);
    return this.checked(request);
  }

  /** The copy that was made, whose source is still the same one. */
  private async checked(request: CopyRequest): Promise<CopiedObject | null> {
    const { to, size, signal } = request;
    if (!(await this.isSourceUnchanged(request))) return null;
    const made = await this.objects.head(to, signal);
    if (made?.size !== size) throw Errors.storageUnavailable(new Error(`${to} has ${made?.size} bytes, not ${size}.`));
    return { ...made, isProven: false };
  }

  /** False when the source is missing; another version than the pinned one throws. */
  private async isSourceUnchanged({ from, etag, size, signal }: CopyRequest): Promise<boolean> {
    const source = await this.objects.head(from, signal);
    if (source && (source.etag !== etag || source.size !== size)) throw new ObjectChangedError(from);
    return source !== null;
  }
}

const isProvable = ({ sha256, size }: CopyRequest, thresholdBytes: number) =>
  sha256 !== undefined && size <= thresholdBytes;
