import { Injectable } from '@nestjs/common';
import type { RandomAccess } from '../../../platform/malware-scanner/malware-scanner.js';
import { type ObjectInfo, ObjectStore } from '../../../platform/object-store/object-store.js';
import { TypeDetector } from '../../../platform/type-detection/type-detector.js';
import { Errors } from '../../../shared/errors/errors.js';
import { typeMismatch } from '../../scanning/index.js';
import { FileErrors } from '../domain/file.errors.js';

/** Tells whether bytes are what their sender called them, by the rules of admission, while the sender still listens. */
@Injectable()
export class TypeCheck {
  constructor(
    private readonly detector: TypeDetector,
    private readonly store: ObjectStore,
  ) {}

  /** The detected type. Throws MIME_TYPE_MISMATCH. */
  async check(declared: string, head: Buffer, bytes: RandomAccess): Promise<string> {
    const detected = await this.detector.detect(head, bytes);
    if (typeMismatch(declared, detected)) throw FileErrors.mimeMismatch(declared, detected.mimeType);
    return detected.mimeType;
  }

  /** A stored object, read in ranges: a container's directory is at its end. */
  accessTo({ key, etag, size }: ObjectInfo): RandomAccess {
    const read = async (start: number, end: number) => {
      const body = await this.store.get(key, { etag, range: { start, end } });
      if (!body) throw Errors.storageUnavailable(new Error(`${key} is gone.`));
      return body.stream;
    };
    return { size, read };
  }
}
