export { UploadsModule } from './uploads.module.js';
export { UppyModule } from './faces/uppy/uppy.module.js';
export { TusModule } from './faces/tus/tus.module.js';
export { UploadsService } from './records/uploads.service.js';
export { contentDisposition } from './domain/content-disposition.js';
export { jsonProblem } from './domain/json-document.js';
export { fitsPlan, planOf, USUAL_PART_BYTES } from './domain/multipart-plan.js';
export { partsDigest } from './domain/unsized-parts.js';
export { attemptPlaces, quarantinePrefix, stagingKey } from './domain/object-key.js';
export { statusNameOf } from './domain/status-names.js';
export { type UploadChange, uploadAfter } from './domain/upload-as-of.js';
export { graceSeconds } from './domain/upload-deadline.js';
export { type RequestableMethod, requestableMethods, uploadMethods } from './domain/upload-method.js';
export { isOpen, type UploadStatus } from './domain/upload-states.js';
export { type Task, taskIdFor, type TaskStatus } from './domain/task.js';
export { UploadErrors } from './domain/upload.errors.js';
export type { Upload } from './domain/upload.js';
export { DownloadLinkView, DownloadQuery } from './transport/dto/download.js';
export { EventPartitionsRepository } from './timeline/event-partitions.repository.js';
export { describedStage } from './transport/dto/task.enums.js';
export { describedTypeProof } from './transport/dto/upload.enums.js';
export { HeaderView } from './transport/dto/header.view.js';
export { UploadView } from './transport/dto/upload.view.js';
export { AvailableBytes, type PinnedBytes } from './records/available-bytes.repository.js';
export { BlobReferencesRepository } from './records/blob-references.repository.js';
export { tracesOf } from './traces/upload-traces.queries.js';
export { UploadTraces } from './traces/upload-traces.repository.js';
export {
  type LeasedColumns,
  type LeasedUpload,
  leasedUploadOf,
  LeasedUploadsRepository,
} from './records/leased-uploads.repository.js';
export { type LockedUpload, LockedUploadsRepository } from './records/locked-uploads.repository.js';
export { type ObjectCandidate, ObjectUploadsRepository } from './records/object-uploads.repository.js';
export { ReceivedBytesRepository } from './records/received-bytes.repository.js';
export { isReadableUpload, uploadRow, withUploadStatus } from './records/uploads.queries.js';
export { UploadAccess } from './records/upload-access.js';
export { UploadHistory } from './records/upload-history.repository.js';
export type { Move, MoveChanges } from './records/move.js';
export { moveJson, type MoveJson } from './records/upload-json.js';
export { type WorkingCopies, workingCopiesOf } from './records/working-copies.js';
export { UploadMovesRepository } from './records/upload-moves.repository.js';
export { OpenReservationsRepository, type Reservation } from './records/open-reservations.repository.js';
export { findUploads } from './records/upload-row.repository.js';
export type { UploadFilter } from './records/uploads.repository.js';
export type { NewUpload } from './domain/new-upload.js';
export { methodNames } from './records/method-names.js';
export { CreateUploadService } from './creation/create-upload.service.js';
export { ImageLimitsRepository } from './creation/image-limits.repository.js';
export type { IssuedUpload, SignedUpload } from './signing/issued-upload.js';
export { type SignedPart, type SignedParts, UploadUrlsService } from './signing/upload-urls.service.js';
export { UrlRenewalService } from './signing/url-renewal.service.js';
export type { AnnouncedFile, OpenStreamedUpload, StreamedFile } from './streaming/streamed-upload.js';
export type { PartBuffer } from './streaming/part-buffer.js';
export { PartBuffers } from './streaming/part-buffers.js';
export { PartSender } from './streaming/part-sender.js';
export { StreamedUploadsService } from './streaming/streamed-uploads.service.js';
export { AbandonedSessionsService } from './multipart/abandoned-sessions.service.js';
export { MultipartService, type StoredParts } from './multipart/multipart.service.js';
export { AdmissionHints } from './hints/admission-hints.js';
export { ADMISSION_QUEUE, type AdmissionHint } from './hints/hint-queue.js';
export { ConfirmUploadService } from './confirmation/confirm-upload.service.js';
export { StagedBytes } from './confirmation/staged-bytes.js';
export { ReconcileService } from './confirmation/reconcile.service.js';
export { StorageEventsService } from './confirmation/storage-events.service.js';
export { type ObjectDraft, ObjectLifecycle, type ObjectOutcome, UploadObjects } from './objects-port/upload-objects.js';
export { attachUntil, globalUntil } from './signed-ids/lifetimes.js';
export { ViewLinks } from './signed-ids/view-links.js';
export { type SignedIdPurpose, SignedIds, type SignedUploadId } from './signed-ids/signed-ids.js';
export { TaskSource } from './tasks/task-source.js';
export { ScanQueueRepository } from './scan-queue/scan-queue.repository.js';
export { DownloadNotesRepository } from './downloads/download-notes.repository.js';
export {
  type AskedLink,
  DownloadsService,
  type DownloadLink,
  type DownloadOptions,
} from './downloads/downloads.service.js';
export { ViewedFilesService } from './downloads/viewed-files.service.js';
export { TerminationService } from './termination/termination.service.js';
export { OverdueUploadsRepository } from './termination/overdue-uploads.repository.js';
export { RecordExpiryRepository } from './termination/record-expiry.repository.js';
export { RetentionRepository } from './termination/retention.repository.js';
