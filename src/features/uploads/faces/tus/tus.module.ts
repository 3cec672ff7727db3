import { Module } from '@nestjs/common';
import { BucketsModule } from '../../../buckets/index.js';
import { UploadsModule } from '../../uploads.module.js';
import { WorkspacesModule } from '../../../workspaces/index.js';
import { HeldLocks } from './locks/held-locks.js';
import { LockLeasesRepository } from './locks/lock-leases.repository.js';
import { UploadLocks } from './locks/upload-locks.js';
import { Receiver } from './receiving/receiver.js';
import { TusController } from './tus.controller.js';
import { TusCreation } from './tus-creation.service.js';
import { TusService } from './tus.service.js';
import { TusUploads } from './tus-uploads.js';

/** Uploads by the tus protocol, at `/v1/tus`. */
@Module({
  imports: [BucketsModule, UploadsModule, WorkspacesModule],
  controllers: [TusController],
  providers: [HeldLocks, LockLeasesRepository, UploadLocks, Receiver, TusCreation, TusUploads, TusService],
})
export class TusModule {}
