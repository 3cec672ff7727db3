import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/index.js';
import { BucketsModule } from '../buckets/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { AbandonedSessionsService } from './abandoned-sessions.service.js';
import { AdmissionOwnersRepository } from './admission-owners.repository.js';
import { AdmissionQueue } from './admission-queue.js';
import { AdmissionsRepository } from './admissions.repository.js';
import { AdmissionBooks } from './admission-books.repository.js';
import { ArrivalsService } from './arrivals.service.js';
import { ADMISSION_QUEUE, BullAdmissionQueue } from './bull-admission-queue.js';
import { BatchUrlRenewal } from './batch-url-renewal.js';
import { BulkUploadsController } from './bulk-uploads.controller.js';
import { BulkUploadsResolver } from './bulk-uploads.resolver.js';
import { ConfirmUploadsService } from './confirm-uploads.service.js';
import { ConfirmUploadService } from './confirm-upload.service.js';
import { CreateUploadRepository } from './create-upload.repository.js';
import { CreateUploadService } from './create-upload.service.js';
import { DownloadsService } from './downloads.service.js';
import { DuplicatesRepository } from './duplicates.repository.js';
import { EndUploadRepository } from './end-upload.repository.js';
import { EndUploadService } from './end-upload.service.js';
import { MultipartOpener } from './multipart-opener.js';
import { MultipartController } from './multipart.controller.js';
import { MultipartRepository } from './multipart.repository.js';
import { MultipartResolver } from './multipart.resolver.js';
import { MultipartService } from './multipart.service.js';
import { OverdueUploadsRepository } from './overdue-uploads.repository.js';
import { OverdueUploadsService } from './overdue-uploads.service.js';
import { RecordExpiryRepository } from './record-expiry.repository.js';
import { RemoveWorkspaceUploads } from './remove-workspace-uploads.js';
import { ReconcileRepository } from './reconcile.repository.js';
import { ReconcileService } from './reconcile.service.js';
import { RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';
import { StreamOpener } from './stream-opener.js';
import { StreamedPlans } from './streamed-plans.js';
import { StreamedUploadRepository } from './streamed-upload.repository.js';
import { StreamedUploadsService } from './streamed-uploads.service.js';
import { ScanQueueRepository } from './scan-queue.repository.js';
import { StorageEventsService } from './storage-events.service.js';
import { TimelineController } from './timeline.controller.js';
import { TimelineService } from './timeline.service.js';
import { UploadMovesRepository } from './upload-moves.repository.js';
import { UploadHistory } from './upload-history.repository.js';
import { UploadUrlRenewal } from './upload-url-renewal.js';
import { UploadObjects } from './upload-objects.repository.js';
import { UploadPlanner } from './upload-planner.js';
import { UploadPlacement } from './upload-placement.js';
import { UploadUrlsService } from './upload-urls.service.js';
import { UploadsController } from './uploads.controller.js';
import { UploadsRepository } from './uploads.repository.js';
import { UploadsResolver } from './uploads.resolver.js';
import { UploadsService } from './uploads.service.js';
import { WorkspaceUploadsRepository } from './workspace-uploads.repository.js';

const repositories = [
  AdmissionBooks,
  AdmissionOwnersRepository,
  AdmissionsRepository,
  CreateUploadRepository,
  ReconcileRepository,
  DuplicatesRepository,
  EndUploadRepository,
  MultipartRepository,
  OverdueUploadsRepository,
  UploadHistory,
  UploadMovesRepository,
  UploadObjects,
  RecordExpiryRepository,
  RetentionRepository,
  StreamedUploadRepository,
  ScanQueueRepository,
  UploadsRepository,
  WorkspaceUploadsRepository,
];
const useCases = [
  AbandonedSessionsService,
  ConfirmUploadService,
  ConfirmUploadsService,
  CreateUploadService,
  DownloadsService,
  EndUploadService,
  MultipartService,
  OverdueUploadsService,
  ReconcileService,
  RetentionService,
  StorageEventsService,
  StreamedUploadsService,
  TimelineService,
  UploadsService,
];

@Module({
  imports: [BucketsModule, BlobsModule, WorkspacesModule, BullModule.registerQueue({ name: ADMISSION_QUEUE })],
  controllers: [BulkUploadsController, UploadsController, MultipartController, TimelineController],
  providers: [
    ...repositories,
    ...useCases,
    ArrivalsService,
    MultipartOpener,
    RemoveWorkspaceUploads,
    StreamOpener,
    StreamedPlans,
    UploadPlacement,
    UploadPlanner,
    BatchUrlRenewal,
    UploadUrlRenewal,
    UploadUrlsService,
    BulkUploadsResolver,
    UploadsResolver,
    MultipartResolver,
    { provide: AdmissionQueue, useClass: BullAdmissionQueue },
  ],
  exports: [...useCases, AdmissionBooks, RecordExpiryRepository, UploadHistory, UploadObjects],
})
export class UploadsModule {}
