import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { HandlersModule } from '../../platform/handlers/handlers.module.js';
import { showing } from '../../platform/metrics/database-gauges.js';
import { BlobsModule } from '../blobs/index.js';
import { BucketsModule } from '../buckets/index.js';
import { RelayModule } from '../relay/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { CreationMetrics } from './creation/creation-metrics.js';
import { openUploadsFigure } from './records/open-uploads-figure.queries.js';
import { scanQueueFigure } from './scan-queue/scan-queue-figure.queries.js';
import { UploadEventMetrics } from './timeline/upload-event-metrics.js';
import { AbandonedSessionsService } from './multipart/abandoned-sessions.service.js';
import { AdmissionHints } from './hints/admission-hints.js';
import { ADMISSION_QUEUE, HintQueue } from './hints/hint-queue.js';
import { BatchUrlRenewal } from './transport/batch-url-renewal.js';
import { HeldObjects } from './confirmation/held-objects.js';
import { StagedBytes } from './confirmation/staged-bytes.js';
import { TerminationRepository } from './termination/termination.repository.js';
import { TerminationService } from './termination/termination.service.js';
import { UrlRenewalService } from './signing/url-renewal.service.js';
import { BucketUploadsRepository } from './termination/bucket-uploads.repository.js';
import { ObjectUploadsRepository } from './records/object-uploads.repository.js';
import { BulkUploadsController } from './transport/bulk-uploads.controller.js';
import { BulkUploadsResolver } from './transport/bulk-uploads.resolver.js';
import { ConfirmUploadRepository } from './confirmation/confirm-upload.repository.js';
import { ConfirmUploadService } from './confirmation/confirm-upload.service.js';
import { CreateUploadRepository } from './creation/create-upload.repository.js';
import { CreateUploadsService } from './creation/create-uploads.service.js';
import { CreateUploadService } from './creation/create-upload.service.js';
import { ImageLimitsRepository } from './creation/image-limits.repository.js';
import { DownloadNotesRepository } from './downloads/download-notes.repository.js';
import { DownloadsService } from './downloads/downloads.service.js';
import { DuplicatesRepository } from './creation/duplicates.repository.js';
import { AnnouncedUploadsRepository } from './confirmation/announced-uploads.repository.js';
import { AvailableBytes } from './records/available-bytes.repository.js';
import { BlobReferencesRepository } from './records/blob-references.repository.js';
import { UploadTraces } from './traces/upload-traces.repository.js';
import { LeasedUploadsRepository } from './records/leased-uploads.repository.js';
import { LockedUploadsRepository } from './records/locked-uploads.repository.js';
import { MultipartOpener } from './multipart/multipart-opener.js';
import { MultipartController } from './transport/multipart.controller.js';
import { MultipartRepository } from './multipart/multipart.repository.js';
import { MultipartResolver } from './transport/multipart.resolver.js';
import { MultipartService } from './multipart/multipart.service.js';
import { OverdueUploadsRepository } from './termination/overdue-uploads.repository.js';
import { RecordExpiryRepository } from './termination/record-expiry.repository.js';
import { ReceivedBytesRepository } from './records/received-bytes.repository.js';
import { ReconcileRepository } from './confirmation/reconcile.repository.js';
import { ReconcileService } from './confirmation/reconcile.service.js';
import { RetentionRepository } from './termination/retention.repository.js';
import { PartBuffers } from './streaming/part-buffers.js';
import { StreamedUploadPlanner } from './streaming/streamed-upload-planner.js';
import { StreamedUploadRepository } from './streaming/streamed-upload.repository.js';
import { StreamedUploadsService } from './streaming/streamed-uploads.service.js';
import { SignedIds } from './signed-ids/signed-ids.js';
import { UnsizedCompletionService } from './multipart/unsized-completion.service.js';
import { UnsizedUploadsService } from './multipart/unsized-uploads.service.js';
import { ViewedFilesService } from './downloads/viewed-files.service.js';
import { ViewLinks } from './signed-ids/view-links.js';
import { ScanQueueRepository } from './scan-queue/scan-queue.repository.js';
import { StorageEventsService } from './confirmation/storage-events.service.js';
import { AdmissionTasks } from './tasks/admission-tasks.js';
import { TasksController } from './transport/tasks.controller.js';
import { TasksResolver } from './transport/tasks.resolver.js';
import { TasksService } from './tasks/tasks.service.js';
import { TimelineController } from './transport/timeline.controller.js';
import { TimelineService } from './timeline/timeline.service.js';
import { UploadAccess } from './records/upload-access.js';
import { StoredPartsLoader } from './transport/stored-parts.loader.js';
import { TimelinesLoader } from './transport/timelines.loader.js';
import { UploadMovesRepository } from './records/upload-moves.repository.js';
import { UploadEventSourceRepository } from './records/upload-event-source.repository.js';
import { UploadHistory } from './records/upload-history.repository.js';
import { UploadUrlRenewal } from './transport/upload-url-renewal.js';
import { UploadObjects } from './objects-port/upload-objects.js';
import { UploadPlanner } from './creation/upload-planner.js';
import { UploadPreparation } from './creation/upload-preparation.js';
import { UploadUrlsService } from './signing/upload-urls.service.js';
import { UploadsController } from './transport/uploads.controller.js';
import { UploadsRepository } from './records/uploads.repository.js';
import { UploadsResolver } from './transport/uploads.resolver.js';
import { UploadsService } from './records/uploads.service.js';
import { WithdrawUploadTransaction } from './creation/withdraw-upload.transaction.js';
import { WorkspaceUploadsRepository } from './termination/workspace-uploads.repository.js';

const repositories = [
  AnnouncedUploadsRepository,
  AvailableBytes,
  BucketUploadsRepository,
  ObjectUploadsRepository,
  BlobReferencesRepository,
  LeasedUploadsRepository,
  UploadTraces,
  LockedUploadsRepository,
  ConfirmUploadRepository,
  CreateUploadRepository,
  ReconcileRepository,
  DownloadNotesRepository,
  DuplicatesRepository,
  ImageLimitsRepository,
  TerminationRepository,
  MultipartRepository,
  ReceivedBytesRepository,
  OverdueUploadsRepository,
  UploadEventSourceRepository,
  UploadHistory,
  UploadMovesRepository,
  UploadObjects,
  RecordExpiryRepository,
  RetentionRepository,
  StreamedUploadRepository,
  ScanQueueRepository,
  UploadsRepository,
  WithdrawUploadTransaction,
  WorkspaceUploadsRepository,
];
const metrics = [CreationMetrics, UploadEventMetrics, showing(openUploadsFigure), showing(scanQueueFigure)];
const useCases = [
  AbandonedSessionsService,
  ConfirmUploadService,
  CreateUploadService,
  CreateUploadsService,
  DownloadsService,
  ViewedFilesService,
  TerminationService,
  MultipartService,
  ReconcileService,
  StorageEventsService,
  StreamedUploadsService,
  TasksService,
  TimelineService,
  UnsizedCompletionService,
  UnsizedUploadsService,
  UploadsService,
  UrlRenewalService,
];

@Module({
  imports: [
    HandlersModule,
    BucketsModule,
    BlobsModule,
    RelayModule,
    WorkspacesModule,
    BullModule.registerQueue({ name: ADMISSION_QUEUE }),
  ],
  controllers: [BulkUploadsController, UploadsController, MultipartController, TasksController, TimelineController],
  providers: [
    ...repositories,
    ...useCases,
    ...metrics,
    HeldObjects,
    StagedBytes,
    UploadAccess,
    MultipartOpener,
    PartBuffers,
    StreamedUploadPlanner,
    UploadPlanner,
    UploadPreparation,
    BatchUrlRenewal,
    UploadUrlRenewal,
    UploadUrlsService,
    SignedIds,
    ViewLinks,
    AdmissionTasks,
    StoredPartsLoader,
    TimelinesLoader,
    BulkUploadsResolver,
    UploadsResolver,
    TasksResolver,
    MultipartResolver,
    AdmissionHints,
    HintQueue,
  ],
  exports: [
    ...useCases,
    AdmissionHints,
    BullModule,
    PartBuffers,
    MultipartOpener,
    UploadAccess,
    UploadsRepository,
    SignedIds,
    ViewLinks,
    StagedBytes,
    UploadUrlsService,
    AvailableBytes,
    UploadAccess,
    ScanQueueRepository,
    BlobReferencesRepository,
    LeasedUploadsRepository,
    UploadTraces,
    LockedUploadsRepository,
    UploadMovesRepository,
    DownloadNotesRepository,
    ImageLimitsRepository,
    ObjectUploadsRepository,
    ReceivedBytesRepository,
    OverdueUploadsRepository,
    RecordExpiryRepository,
    RetentionRepository,
    UploadHistory,
    UploadObjects,
  ],
})
export class UploadsModule {}
