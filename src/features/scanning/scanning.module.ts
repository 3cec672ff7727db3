import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/index.js';
import { UploadsModule } from '../uploads/index.js';
import { AdmissionLoop } from './admission-loop.js';
import { AdmissionQueueMetrics } from './admission-queue-metrics.js';
import { AdmissionProcessor } from './admission.processor.js';
import { AdmissionService } from './admission.service.js';
import { AdmissionMetrics } from './admission/admission-metrics.js';
import { AdmissionRepository } from './admission/admission.repository.js';
import { ConclusionService } from './admission/conclusion.service.js';
import { Assembly } from './copies/assembly.js';
import { AttemptCopies } from './copies/attempt-copies.js';
import { Inspection } from './inspection/inspection.js';
import { ScanMetrics } from './inspection/scan-metrics.js';
import { ExaminationThreads } from './inspection/threads/examination-threads.js';
import { AdmissionRunner } from './lease/admission-runner.js';
import { HeldLeases } from './lease/held-leases.js';
import { ScanLeaseRepository } from './lease/scan-lease.repository.js';
import { ScannerPresenceJob } from './staging-limit/scanner-presence.job.js';
import { ScannerPresenceRepository } from './staging-limit/scanner-presence.repository.js';
import { StagingLimitJob } from './staging-limit/staging-limit.job.js';
import { StagingLimitService } from './staging-limit/staging-limit.service.js';

/** The way of an upload from its claim to its outcome, for processes that do background work. */
@Module({
  imports: [BlobsModule, UploadsModule],
  providers: [
    AdmissionLoop,
    AdmissionProcessor,
    AdmissionQueueMetrics,
    AdmissionRunner,
    HeldLeases,
    ScanLeaseRepository,
    AdmissionService,
    Assembly,
    AttemptCopies,
    ExaminationThreads,
    Inspection,
    ScanMetrics,
    ConclusionService,
    AdmissionMetrics,
    AdmissionRepository,
    ScannerPresenceJob,
    ScannerPresenceRepository,
    StagingLimitJob,
    StagingLimitService,
  ],
  exports: [AdmissionLoop],
})
export class ScanningModule {}
