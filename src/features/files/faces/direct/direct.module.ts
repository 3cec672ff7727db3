import { Module } from '@nestjs/common';
import { ImagesModule } from '../../../images/index.js';
import { UploadsModule } from '../../../uploads/index.js';
import { BlobDescriptions } from './blob-descriptions.js';
import { BlobLinksService } from './blob-links.service.js';
import { BlobsController } from './blobs.controller.js';
import { DirectUploadRenewal } from './direct-upload-renewal.js';
import { DirectUploadsController } from './direct-uploads.controller.js';
import { DirectUploadsService } from './direct-uploads.service.js';

/** The API of Active Storage's JavaScript, and links to blobs. */
@Module({
  imports: [UploadsModule, ImagesModule],
  controllers: [DirectUploadsController, BlobsController],
  providers: [BlobDescriptions, BlobLinksService, DirectUploadRenewal, DirectUploadsService],
})
export class DirectModule {}
