import { Module } from '@nestjs/common';
import { UploadsModule } from '../uploads/index.js';
import { AdmissionLoop } from './admission-loop.js';
import { AdmissionRunner } from './admission-runner.js';
import { AdmissionProcessor } from './admission.processor.js';
import { AdmissionService } from './admission.service.js';
import { Assembly } from './assembly.js';
import { ScannerPresenceJob } from './scanner-presence.job.js';
import { ScannerPresenceRepository } from './scanner-presence.repository.js';
import { StagingLimitJob } from './staging-limit.job.js';
import { StagingLimitService } from './staging-limit.service.js';
import { Inspection } from './inspection.js';

/** Everything a worker needs to admit files. */
@Module({
  imports: [UploadsModule],
  providers: [
    Assembly,
    Inspection,
    AdmissionService,
    AdmissionRunner,
    AdmissionLoop,
    AdmissionProcessor,
    ScannerPresenceJob,
    ScannerPresenceRepository,
    StagingLimitJob,
    StagingLimitService,
  ],
  exports: [AdmissionLoop],
})
export class ScanningModule {}
