import { Module } from '@nestjs/common';
import { BucketsModule } from '../buckets/index.js';
import { ImagesModule } from '../images/index.js';
import { UploadsModule } from '../uploads/index.js';
import { DownloadLinksLoader } from './download-links.loader.js';
import { FileImagesResolver } from './file-images.resolver.js';
import { FileReceiver } from './file-receiver.service.js';
import { FileViews } from './file-views.js';
import { FilesController } from './files.controller.js';
import { FilesResolver } from './files.resolver.js';
import { FilesService } from './files.service.js';
import { FormReader } from './form/form-reader.js';
import { ImagesLoader } from './images.loader.js';
import { StreamedUploadFactory } from './streaming/streamed-upload.js';
import { TypeCheck } from './streaming/type-check.js';
import { PresignedFilesController } from './presigned-files.controller.js';
import { PresignRenewal } from './presign-renewal.js';
import { UploadsLoader } from './uploads.loader.js';
import { UploadFileController } from './upload-file.controller.js';
import { UploadFileResolver } from './upload-file.resolver.js';
import { VariantsController } from './variants.controller.js';

@Module({
  imports: [BucketsModule, ImagesModule, UploadsModule],
  controllers: [PresignedFilesController, UploadFileController, VariantsController, FilesController],
  providers: [
    FilesService,
    FileReceiver,
    FormReader,
    StreamedUploadFactory,
    TypeCheck,
    PresignRenewal,
    DownloadLinksLoader,
    UploadsLoader,
    FileViews,
    ImagesLoader,
    FileImagesResolver,
    FilesResolver,
    UploadFileResolver,
  ],
  exports: [UploadsLoader],
})
export class FilesModule {}
