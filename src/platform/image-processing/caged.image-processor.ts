import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { Cage, CageError, type CageCause, type CageLimits } from '../cage/cage.js';
import { ImageProcessor, type OpenPicture, type PictureSource, type VariantSize } from './image-processor.js';
import { isPictureErrorCode, PictureError, type PictureErrorCode } from './picture-error.js';
import { PictureFrames } from './picture-frames.js';
import type { ProcessPictureOptions } from './process-picture.program.js';

const MIB = 1024 * 1024;
const program = new URL('./process-picture.program.js', import.meta.url);

const codes: Record<CageCause, PictureErrorCode> = {
  timeout: 'timeout',
  memory: 'too_large',
  output: 'corrupt',
  crash: 'corrupt',
  program: 'corrupt',
};

/** Decodes each picture in a process of its own, so that a hostile one costs that process and nothing else. */
@Injectable()
export class CagedImageProcessor extends ImageProcessor {
  private readonly maxPixels: number;
  private readonly limits: CageLimits;

  constructor(
    private readonly cage: Cage,
    config: Config,
  ) {
    super();
    this.maxPixels = config.get('IMAGE_MAX_PIXELS');
    this.limits = {
      seconds: config.get('IMAGE_SECONDS'),
      // JavaScript holds little: pixels are outside of its heap.
      heapMiB: 64,
      residentMiB: config.get('IMAGE_RESIDENT_MIB'),
      outputBytes: 64 * MIB,
    };
  }

  override async read<T>(
    input: PictureSource,
    sizes: readonly VariantSize[],
    signal: AbortSignal,
    work: (picture: OpenPicture) => Promise<T>,
  ): Promise<T> {
    const options: ProcessPictureOptions = { maxPixels: this.maxPixels, sizes };
    const job = { program, options, input, limits: this.limits, isNative: true, lane: 'images' as const };
    const frames = new PictureFrames(this.cage.run(job, signal));
    try {
      const facts = await frames.picture();
      return await work({ facts, variants: frames.variants(sizes) });
    } catch (error) {
      throw error instanceof CageError ? pictureError(error) : error;
    } finally {
      await frames.close();
    }
  }
}

function pictureError(cause: CageError): PictureError {
  return new PictureError(isPictureErrorCode(cause.code) ? cause.code : codes[cause.cause], { cause });
}
