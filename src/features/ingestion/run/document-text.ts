import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { ObjectChangedError, ObjectStore } from '../../../platform/object-store/object-store.js';
import { ExtractionError } from '../../../platform/text-extraction/extraction-error.js';
import {
  type DocumentFormat,
  documentFormats,
  type Extracted,
  type ExtractionSource,
  TextExtractor,
} from '../../../platform/text-extraction/text-extractor.js';
import type { PinnedBytes } from '../../uploads/index.js';

/** The format that a file's name says; `undefined` for a name that says another one. */
export function formatOf({ filename }: PinnedBytes): DocumentFormat | undefined {
  const extension = /\.([^.]+)$/.exec(filename)?.[1]?.toLowerCase();
  return documentFormats.find((format) => format === extension);
}

/** The text of a file in the store. */
@Injectable()
export class DocumentText {
  constructor(
    private readonly store: ObjectStore,
    private readonly extractor: TextExtractor,
    private readonly faults: FaultPoints,
  ) {}

  /** Throws `ExtractionError` for what is wrong with the file, and what the store throws. */
  read(file: PinnedBytes, signal: AbortSignal): AsyncIterable<Extracted> {
    const format = formatOf(file);
    if (!format || !this.extractor.accepts(format)) throw new ExtractionError('unsupported');
    return this.extractor.extract(this.sourceOf(file), format, signal);
  }

  private sourceOf({ key, etag, size }: PinnedBytes): ExtractionSource {
    const open = async (signal: AbortSignal) => {
      const body = await this.store.get(key, { etag, signal });
      await this.faults.reached('ingestion.opened');
      if (!body) throw new ObjectChangedError(key);
      return body.stream;
    };
    return { size, open };
  }
}
