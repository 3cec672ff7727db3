import { Injectable } from '@nestjs/common';
import type { RandomAccess } from '../../../platform/streams/random-access.js';
import { type ObjectInfo, ObjectStore } from '../../../platform/object-store/object-store.js';
import { TypeDetector } from '../../../platform/type-detection/type-detector.js';
import { Errors } from '../../../shared/errors/errors.js';
import { refusesType, type TypePolicy } from '../../buckets/index.js';
import { proveType } from '../../scanning/index.js';
import { FileErrors } from '../domain/file.errors.js';

/** Checks the declared type against the bytes by the rules of admission, before the request is answered. */
@Injectable()
export class TypeCheck {
  constructor(
    private readonly detector: TypeDetector,
    private readonly store: ObjectStore,
  ) {}

  /** The detected type. Throws MIME_TYPE_MISMATCH where the bucket's policy refuses the declared one. */
  async check(file: { declared: string; policy: TypePolicy }, head: Buffer, bytes: RandomAccess): Promise<string> {
    const shown = await this.detector.detect(head, bytes);
    const { proof } = proveType(file.declared, shown);
    if (refusesType(file.policy, proof)) throw FileErrors.mimeMismatch(file.declared, shown.mimeType);
    return shown.mimeType;
  }

  /** Ranged reads of a stored object: a container's directory is at its end. */
  accessTo({ key, etag, size }: ObjectInfo): RandomAccess {
    const read = async (start: number, end: number) => {
      const body = await this.store.get(key, { etag, range: { start, end } });
      if (!body) throw Errors.storageUnavailable(new Error(`${key} is gone.`));
      return body.stream;
    };
    return { size, read };
  }
}
