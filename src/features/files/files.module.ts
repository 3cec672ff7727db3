import { Module } from '@nestjs/common';
import { BucketsModule } from '../buckets/index.js';
import { UploadsModule } from '../uploads/index.js';
import { FilesController } from './files.controller.js';
import { FilesResolver } from './files.resolver.js';
import { FilesService } from './files.service.js';
import { PresignedFilesController } from './presigned-files.controller.js';
import { PresignRenewal } from './presign-renewal.js';
import { UploadFileResolver } from './upload-file.resolver.js';

@Module({
  imports: [BucketsModule, UploadsModule],
  controllers: [PresignedFilesController, FilesController],
  providers: [FilesService, PresignRenewal, FilesResolver, UploadFileResolver],
})
export class FilesModule {}
