export { UploadsModule } from './uploads.module.js';
export { UploadsService } from './records/uploads.service.js';
export { jsonProblem } from './domain/json-document.js';
export { fitsPlan, planOf, USUAL_PART_BYTES } from './domain/multipart-plan.js';
export { attemptPlaces, quarantinePrefix, stagingKey } from './domain/object-key.js';
export type { UploadChange } from './domain/upload-as-of.js';
export { graceSeconds } from './domain/upload-deadline.js';
export { type RequestableMethod, requestableMethods, uploadMethods } from './domain/upload-method.js';
export { isOpen, type UploadStatus } from './domain/upload-states.js';
export { type Task, taskIdFor, type TaskStatus } from './domain/task.js';
export { UploadErrors } from './domain/upload.errors.js';
export type { Upload } from './domain/upload.js';
export { DownloadLinkView, DownloadQuery } from './transport/dto/download.js';
export { EventPartitionsRepository } from './timeline/event-partitions.repository.js';
export { HeaderView } from './transport/dto/header.view.js';
export { UploadView } from './transport/dto/upload.view.js';
export { AvailableBytes, type PinnedBytes } from './records/available-bytes.repository.js';
export { BlobReferencesRepository } from './records/blob-references.repository.js';
export { type LeasedUpload, LeasedUploadsRepository } from './records/leased-uploads.repository.js';
export { type LockedUpload, LockedUploadsRepository } from './records/locked-uploads.repository.js';
export { type ObjectCandidate, ObjectUploadsRepository } from './records/object-uploads.repository.js';
export { isReadableUpload, withUploadStatus } from './records/uploads.queries.js';
export { UploadAccess } from './records/upload-access.js';
export { UploadHistory } from './records/upload-history.repository.js';
export { type Move, UploadMovesRepository } from './records/upload-moves.repository.js';
export { OpenReservationsRepository, type Reservation } from './records/open-reservations.repository.js';
export { findUploads } from './records/upload-row.repository.js';
export type { UploadFilter } from './records/uploads.repository.js';
export type { NewUpload } from './domain/new-upload.js';
export { CreateUploadService } from './creation/create-upload.service.js';
export { ImageLimitsRepository } from './creation/image-limits.repository.js';
export type { IssuedUpload, SignedUpload } from './signing/issued-upload.js';
export type { SignedPart, SignedParts } from './signing/upload-urls.service.js';
export { UrlRenewalService } from './signing/url-renewal.service.js';
export type { AnnouncedFile, OpenStreamedUpload, StreamedFile } from './streaming/streamed-upload.js';
export { StreamedUploadsService } from './streaming/streamed-uploads.service.js';
export { AbandonedSessionsService } from './multipart/abandoned-sessions.service.js';
export { MultipartService, type StoredParts } from './multipart/multipart.service.js';
export { AdmissionQueue } from './confirmation/admission-queue.js';
export { ADMISSION_QUEUE } from './confirmation/bull-admission-queue.js';
export { ConfirmUploadService } from './confirmation/confirm-upload.service.js';
export { ReconcileService } from './confirmation/reconcile.service.js';
export { StorageEventsService } from './confirmation/storage-events.service.js';
export { ObjectLifecycle, type ObjectOutcome, UploadObjects } from './objects-port/upload-objects.js';
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
export { TerminationService } from './termination/termination.service.js';
export { OverdueUploadsRepository } from './termination/overdue-uploads.repository.js';
export { RecordExpiryRepository } from './termination/record-expiry.repository.js';
export { RetentionRepository } from './termination/retention.repository.js';
