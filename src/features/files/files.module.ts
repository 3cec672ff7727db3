import { Module } from '@nestjs/common';
import { BucketsModule } from '../buckets/index.js';
import { UploadsModule } from '../uploads/index.js';
import { DownloadLinksLoader } from './download-links.loader.js';
import { FileReceiver } from './file-receiver.service.js';
import { FilesController } from './files.controller.js';
import { FilesResolver } from './files.resolver.js';
import { FilesService } from './files.service.js';
import { FormReader } from './form/form-reader.js';
import { StreamedUploadFactory } from './streaming/streamed-upload.js';
import { TypeCheck } from './streaming/type-check.js';
import { PresignedFilesController } from './presigned-files.controller.js';
import { PresignRenewal } from './presign-renewal.js';
import { UploadsLoader } from './uploads.loader.js';
import { UploadFileController } from './upload-file.controller.js';
import { UploadFileResolver } from './upload-file.resolver.js';

@Module({
  imports: [BucketsModule, UploadsModule],
  controllers: [PresignedFilesController, UploadFileController, FilesController],
  providers: [
    FilesService,
    FileReceiver,
    FormReader,
    StreamedUploadFactory,
    TypeCheck,
    PresignRenewal,
    DownloadLinksLoader,
    UploadsLoader,
    FilesResolver,
    UploadFileResolver,
  ],
  exports: [UploadsLoader],
})
export class FilesModule {}
