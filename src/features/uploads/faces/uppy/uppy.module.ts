import { Module } from '@nestjs/common';
import { UploadsModule } from '../../uploads.module.js';
import { CompanionController } from './companion.controller.js';
import { S3MultipartController } from './s3-multipart.controller.js';
import { SignController } from './sign.controller.js';
import { SignRequestsService } from './sign-requests.service.js';
import { UppyUploadsService } from './uppy-uploads.service.js';

/** Uppy's protocols, below the capability URL of an upload token. */
@Module({
  imports: [UploadsModule],
  controllers: [CompanionController, SignController, S3MultipartController],
  providers: [SignRequestsService, UppyUploadsService],
})
export class UppyModule {}
