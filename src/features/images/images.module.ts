import { Module } from '@nestjs/common';
import { showing } from '../../platform/metrics/database-gauges.js';
import { BlobsModule } from '../blobs/index.js';
import { RelayModule } from '../relay/index.js';
import { UploadsModule } from '../uploads/index.js';
import { ImagesService } from './images.service.js';
import { ImageMetrics } from './making/image-metrics.js';
import { MakeVariantsService } from './making/make-variants.service.js';
import { PictureBytes } from './making/picture-bytes.js';
import { ImageRunner } from './queue/image-runner.js';
import { ImagesLoop } from './queue/images-loop.js';
import { ImageLeasesRepository } from './records/image-leases.repository.js';
import { ImageOutcomeRepository } from './records/image-outcome.repository.js';
import { imageQueueFigure } from './records/image-queue-figure.queries.js';
import { ImagesRepository } from './records/images.repository.js';
import { VariantBytes } from './variant-bytes.js';
import { VariantWait } from './variant-wait.js';

/** Pictures as they are shown, and variants on demand. */
@Module({
  imports: [UploadsModule],
  providers: [ImagesRepository, ImagesService, VariantBytes, VariantWait, showing(imageQueueFigure)],
  exports: [ImagesService],
})
export class ImagesModule {}

/** The making of variants, for processes that do background work. */
@Module({
  imports: [BlobsModule, RelayModule],
  providers: [
    ImageLeasesRepository,
    ImageMetrics,
    ImageOutcomeRepository,
    ImageRunner,
    ImagesLoop,
    MakeVariantsService,
    PictureBytes,
  ],
})
export class ImageWorkModule {}
