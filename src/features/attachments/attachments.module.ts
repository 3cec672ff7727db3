import { Module } from '@nestjs/common';
import { FilesModule } from '../files/index.js';
import { UploadsModule } from '../uploads/index.js';
import { AttachService } from './attach.service.js';
import { AttachTransaction } from './attach.transaction.js';
import { AttachmentsController } from './attachments.controller.js';
import { AttachmentsRepository } from './attachments.repository.js';
import { AttachmentsResolver } from './attachments.resolver.js';
import { AttachmentsService } from './attachments.service.js';

/** Which records of an application have which files. */
@Module({
  imports: [UploadsModule, FilesModule],
  controllers: [AttachmentsController],
  providers: [AttachService, AttachTransaction, AttachmentsRepository, AttachmentsResolver, AttachmentsService],
})
export class AttachmentsModule {}
