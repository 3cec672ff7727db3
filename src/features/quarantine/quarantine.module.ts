import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/index.js';
import { UploadsModule } from '../uploads/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { ClosedFilesRepository } from './closed-files.repository.js';
import { DownloadNoteExpiryJob } from './download-note-expiry.job.js';
import { IsolationRepository } from './isolation.repository.js';
import { QuarantineController } from './quarantine.controller.js';
import { QuarantineJob } from './quarantine.job.js';
import { QuarantineRepository } from './quarantine.repository.js';
import { QuarantineResolver } from './quarantine.resolver.js';
import { QuarantineService } from './quarantine.service.js';
import { QuarantineSteps } from './quarantine-steps.js';
import { QuarantineWorkService } from './quarantine-work.service.js';
import { ReleaseRepository } from './release.repository.js';

/** Closing contents and releasing files, for whoever administers them. */
@Module({
  imports: [BlobsModule, UploadsModule, WorkspacesModule],
  controllers: [QuarantineController],
  providers: [QuarantineRepository, ReleaseRepository, QuarantineService, QuarantineResolver],
})
export class QuarantineModule {}

/** What a quarantine leaves to do: for the processes that do background work. */
@Module({
  imports: [BlobsModule, UploadsModule],
  providers: [
    ClosedFilesRepository,
    DownloadNoteExpiryJob,
    IsolationRepository,
    QuarantineJob,
    QuarantineSteps,
    QuarantineWorkService,
  ],
})
export class QuarantineWorkModule {}
