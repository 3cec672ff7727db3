import { Injectable } from '@nestjs/common';
import { CageError } from '../../../platform/cage/cage.js';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import {
  ImageProcessor,
  type MadeVariant,
  type OpenPicture,
} from '../../../platform/image-processing/image-processor.js';
import { PictureError } from '../../../platform/image-processing/picture-error.js';
import { ObjectStore } from '../../../platform/object-store/object-store.js';
import { MOST_CRASHES } from '../domain/attempts.js';
import { LeaseLostError } from '../domain/image.errors.js';
import { VARIANT_TYPE, variantKey, variantSizes } from '../domain/recipe.js';
import type { ImageFailureCode } from '../image-failures.js';
import { ImageOutcomeRepository, type StoredVariant } from '../records/image-outcome.repository.js';
import type { LeasedImage } from '../records/image-leases.repository.js';
import { ImageMetrics } from './image-metrics.js';
import { PictureBytes } from './picture-bytes.js';

/**
 * Takes one leased picture to its variants: decodes it in the cage, streams each variant into the store, records them all.
 * The process may die after any step: the next claim starts over, and what was written is in the trash.
 */
@Injectable()
export class MakeVariantsService {
  constructor(
    private readonly pictures: PictureBytes,
    private readonly processor: ImageProcessor,
    private readonly store: ObjectStore,
    private readonly outcomes: ImageOutcomeRepository,
    private readonly metrics: ImageMetrics,
    private readonly faults: FaultPoints,
  ) {}

  /** Throws `LeaseLostError`, and what the store, the database or a crash of the decoder throw. */
  async run(image: LeasedImage, signal: AbortSignal): Promise<void> {
    await this.faults.reached('images.claimed');
    await this.metrics.measure(async () => {
      try {
        await this.make(image, signal);
        return 'done';
      } catch (error) {
        // What is cut short may look like a damaged picture.
        signal.throwIfAborted();
        if (!(error instanceof PictureError) || mayBeAccident(error, image)) throw error;
        await this.fail(image, error.code);
        return error.code;
      }
    });
  }

  /** There will be no variants. */
  async fail(image: LeasedImage, code: ImageFailureCode): Promise<void> {
    if (!(await this.outcomes.fail(image, code))) throw new LeaseLostError();
    await this.faults.reached('images.failed');
  }

  private async make(image: LeasedImage, signal: AbortSignal): Promise<void> {
    const source = await this.pictures.of(image);
    const { facts, stored } = await this.processor.read(source, variantSizes, signal, async (picture) => ({
      facts: picture.facts,
      stored: await this.storeEach(image, picture, signal),
    }));
    signal.throwIfAborted();
    await this.faults.reached('images.stored');
    if (!(await this.outcomes.succeed(image, facts, stored))) throw new LeaseLostError();
    await this.faults.reached('images.recorded');
  }

  private async storeEach(
    image: LeasedImage,
    { variants }: OpenPicture,
    signal: AbortSignal,
  ): Promise<StoredVariant[]> {
    const stored: StoredVariant[] = [];
    for await (const variant of variants) {
      stored.push(await this.storeOne(image, variant, signal));
      await this.faults.reached('images.written');
    }
    return stored;
  }

  private async storeOne(
    image: LeasedImage,
    { content, ...variant }: MadeVariant,
    signal: AbortSignal,
  ): Promise<StoredVariant> {
    const key = variantKey(image, variant.name);
    const put = { key, body: content, size: variant.size, contentType: VARIANT_TYPE, signal };
    const { etag } = await this.store.put(put);
    return { ...variant, key, etag };
  }
}

function mayBeAccident({ cause }: PictureError, { attempts }: LeasedImage): boolean {
  return cause instanceof CageError && cause.cause === 'crash' && attempts < MOST_CRASHES;
}
