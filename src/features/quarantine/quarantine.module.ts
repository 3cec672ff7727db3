import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { BlobsModule } from '../blobs/index.js';
import { UploadsModule } from '../uploads/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { DownloadNoteExpiryJob } from './download-note-expiry.job.js';
import { FileQuarantine } from './file-quarantine.js';
import { QuarantineController } from './quarantine.controller.js';
import { QuarantineResolver } from './quarantine.resolver.js';
import { QuarantineService } from './quarantine.service.js';
import { QuarantineTransaction } from './quarantine.transaction.js';
import { QuarantinesRepository } from './quarantines.repository.js';
import { ReleaseTransaction } from './release.transaction.js';
import { QuarantineJob } from './work/quarantine.job.js';
import { QuarantineSteps } from './work/quarantine-steps.js';
import { QuarantineWorkRepository } from './work/quarantine-work.repository.js';
import { QuarantineWorkService } from './work/quarantine-work.service.js';
import { QuarantinedFiles } from './work/quarantined-files.transaction.js';
import { Relocation } from './work/relocation.transaction.js';

/** Quarantining contents and releasing files, for administrators; and which contents are quarantined, for admission. */
@Module({
  imports: [AuditModule, BlobsModule, UploadsModule, WorkspacesModule],
  controllers: [QuarantineController],
  providers: [
    FileQuarantine,
    QuarantinesRepository,
    QuarantineTransaction,
    ReleaseTransaction,
    QuarantineService,
    QuarantineResolver,
  ],
  exports: [FileQuarantine, QuarantinesRepository],
})
export class QuarantineModule {}

/** What a quarantine leaves to do, for processes that do background work. */
@Module({
  imports: [BlobsModule, UploadsModule, QuarantineModule],
  providers: [
    DownloadNoteExpiryJob,
    QuarantinedFiles,
    QuarantineJob,
    QuarantineSteps,
    QuarantineWorkRepository,
    QuarantineWorkService,
    Relocation,
  ],
})
export class QuarantineWorkModule {}
