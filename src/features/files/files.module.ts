import { Module } from '@nestjs/common';
import { UploadsModule } from '../uploads/index.js';
import { FilesController } from './files.controller.js';
import { FilesResolver } from './files.resolver.js';
import { UploadFileResolver } from './upload-file.resolver.js';

@Module({ imports: [UploadsModule], controllers: [FilesController], providers: [FilesResolver, UploadFileResolver] })
export class FilesModule {}
