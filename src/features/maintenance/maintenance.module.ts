import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/index.js';
import { IdentityModule } from '../identity/index.js';
import { EventPartitionsRepository, UploadsModule } from '../uploads/index.js';
import { AbandonedSessionsJob } from './abandoned-sessions.job.js';
import { IdempotencyExpiryJob } from './idempotency-expiry.job.js';
import { PartitionsJob } from './partitions.job.js';
import { ReconcileJob } from './reconcile.job.js';
import { RecordExpiryJob } from './record-expiry.job.js';
import { RetentionJob } from './retention.job.js';
import { TraceExpiryJob } from './trace-expiry.job.js';
import { TrashCollector } from './trash-collector.js';
import { UploadTokenExpiryJob } from './upload-token-expiry.job.js';

const globalSweeps = [
  AbandonedSessionsJob,
  IdempotencyExpiryJob,
  PartitionsJob,
  RecordExpiryJob,
  RetentionJob,
  TraceExpiryJob,
  UploadTokenExpiryJob,
];

/** Work that no request starts. */
@Module({
  imports: [BlobsModule, IdentityModule, UploadsModule],
  providers: [EventPartitionsRepository, ReconcileJob, TrashCollector, ...globalSweeps],
})
export class MaintenanceModule {}
