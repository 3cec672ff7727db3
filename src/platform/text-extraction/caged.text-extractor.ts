import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { Cage, CageError, type CageCause, type CageLimits } from '../cage/cage.js';
import type { ExtractTextOptions } from './extract-text.program.js';
import { extractedOf } from './extracted-message.js';
import { ExtractionError, type ExtractionErrorCode, isExtractionErrorCode } from './extraction-error.js';
import { defaultLimits } from './format-extractor.js';
import {
  type DocumentFormat,
  documentFormats,
  type Extracted,
  type ExtractionSource,
  TextExtractor,
} from './text-extractor.js';

const program = new URL('./extract-text.program.js', import.meta.url);
/** Bytes of output for each character: a short row costs more for its place than for its text. */
const OUTPUT_BYTES_PER_CHARACTER = 16;

const codes: Record<CageCause, ExtractionErrorCode> = {
  timeout: 'timeout',
  memory: 'too_large',
  output: 'too_large',
  crash: 'corrupt',
  program: 'corrupt',
};

/** Reads each document in a process of its own, so that a hostile one costs that process and nothing else. */
@Injectable()
export class CagedTextExtractor extends TextExtractor {
  private readonly options: Omit<ExtractTextOptions, 'format'>;
  private readonly limits: CageLimits;

  constructor(
    private readonly cage: Cage,
    config: Config,
  ) {
    super();
    const characters = config.get('EXTRACTION_MAX_CHARACTERS');
    this.options = { limits: { ...defaultLimits, characters, pages: config.get('EXTRACTION_MAX_PAGES') } };
    this.limits = {
      seconds: config.get('EXTRACTION_SECONDS'),
      heapMiB: config.get('EXTRACTION_HEAP_MIB'),
      residentMiB: config.get('EXTRACTION_RESIDENT_MIB'),
      outputBytes: characters * OUTPUT_BYTES_PER_CHARACTER,
    };
  }

  override accepts(format: DocumentFormat): boolean {
    return documentFormats.includes(format);
  }

  override async *extract(
    source: ExtractionSource,
    format: DocumentFormat,
    signal: AbortSignal,
  ): AsyncGenerator<Extracted> {
    const options: ExtractTextOptions = { ...this.options, format };
    const job = { program, options, input: source, limits: this.limits, lane: 'ingestion' as const };
    try {
      for await (const frame of this.cage.run(job, signal)) {
        const extracted = frame.kind === 'message' ? extractedOf(frame.value) : undefined;
        if (!extracted) throw new ExtractionError('corrupt');
        yield* extracted;
      }
    } catch (error) {
      if (error instanceof CageError) throw extractionError(error);
      throw error;
    }
  }
}

function extractionError(error: CageError): ExtractionError {
  if (isExtractionErrorCode(error.code)) return new ExtractionError(error.code, error.message, { cause: error });
  return new ExtractionError(codes[error.cause], undefined, { cause: error });
}
