import { Module } from '@nestjs/common';
import { UploadsModule } from '../../../uploads/index.js';
import { BlobDescriptions } from './blob-descriptions.js';
import { BlobsController } from './blobs.controller.js';
import { DirectUploadRenewal } from './direct-upload-renewal.js';
import { DirectUploadsController } from './direct-uploads.controller.js';
import { DirectUploadsService } from './direct-uploads.service.js';

/** The API of Active Storage's JavaScript, and links to blobs. */
@Module({
  imports: [UploadsModule],
  controllers: [DirectUploadsController, BlobsController],
  providers: [BlobDescriptions, DirectUploadRenewal, DirectUploadsService],
})
export class DirectModule {}
