import type { FieldError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';

/** A file as the caller names it; without a property it fills the one that its upload was made for. */
export interface AskedPart {
  uploadId: string;
  property?: string;
}

interface Asked {
  uploadIds?: string[];
  blobs?: { property: string; uploadId: string }[];
}

/** The files of an object to be, named one way or the other, none twice in one property. */
export function askedParts({ uploadIds, blobs }: Asked): AskedPart[] {
  if ((uploadIds === undefined) === (blobs === undefined))
    throw Errors.validation([{ field: 'upload_ids', message: 'send either upload_ids or blobs' }]);
  const parts: AskedPart[] = blobs ?? uploadIds!.map((uploadId) => ({ uploadId }));
  const seen = new Set<string>();
  const errors: FieldError[] = parts.flatMap(({ uploadId, property }, i) => {
    const key = `${uploadId} ${property ?? ''}`;
    const field = blobs ? `blobs.${i}` : `upload_ids.${i}`;
    return seen.size === seen.add(key).size ? [{ field, message: 'names the same file again' }] : [];
  });
  if (errors.length) throw Errors.validation(errors);
  return parts;
}
