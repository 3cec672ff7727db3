import { Injectable, Logger } from '@nestjs/common';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { OccasionalWarning } from '../../../platform/background/occasional-warning.js';
import type { UploadedPart } from '../../../platform/object-store/object-store.js';
import { type Actor, actorId, type Tenant } from '../../../shared/actor.js';
import { AdmissionQueue } from './admission-queue.js';
import { ArrivalsService } from './arrivals.service.js';
import { etagName } from '../domain/etag.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import type { ConfirmUploadBody } from '../dto/confirm-upload.input.js';
import { UploadAccess } from '../records/upload-access.js';
import { UploadMovesRepository } from '../records/upload-moves.repository.js';
import { UploadsRepository } from '../records/uploads.repository.js';

/**
 * The one completion path, whoever calls it: client, storage event, reconciler. It only looks at the bytes and moves
 * the row; every change in the store is made by the lease holder.
 */
@Injectable()
export class ConfirmUploadService {
  private readonly warning = new OccasionalWarning(new Logger(ConfirmUploadService.name));

  constructor(
    private readonly access: UploadAccess,
    private readonly uploads: UploadsRepository,
    private readonly moves: UploadMovesRepository,
    private readonly arrivals: ArrivalsService,
    private readonly queue: AdmissionQueue,
    private readonly faults: FaultPoints,
  ) {}

  /** `bucket`, by id or name, when the caller names it too: an upload of another one is not found. */
  async confirm(actor: Actor, id: string, input: ConfirmUploadBody, bucket?: string): Promise<Upload> {
    const upload = await this.access.toActOn(actor, id);
    if (!isIn(upload, bucket)) throw UploadErrors.notFound();
    return this.confirmFound(actor, upload, input);
  }

  /** The same for an upload that the caller was found to be allowed to act on. */
  async confirmFound(actor: Actor, upload: Upload, input: ConfirmUploadBody): Promise<Upload> {
    const { id } = upload;
    if (isSettled(upload)) return this.hurry(actor, await this.withClaims(actor, upload, input));
    const arrival = await this.arrivals.look(upload);
    if (!arrival.complete) {
      const settled = await this.settledOr(actor, id, () => notArrived(arrival));
      return this.hurry(actor, await this.withClaims(actor, settled, input));
    }
    checkClaims(upload, arrival.etag, input);
    checkParts(arrival.parts, input);
    const how = { by: actorId(actor), byClient: true, fileHash: input.fileHash?.toLowerCase() };
    const confirmed = await this.complete(actor, upload, arrival, how);
    return this.hurry(actor, await this.withClaims(actor, confirmed, input));
  }

  /** The bytes are there: hand the upload to admission. Losing the race to another completer is success. */
  async complete(
    tenant: Tenant,
    upload: Upload,
    arrived: { etag: string | null },
    how: { by: string; byClient?: boolean; fileHash?: string },
  ): Promise<Upload> {
    const { id, workspaceId } = upload;
    const confirmedAt = new Date();
    const changes = {
      ...{ confirmedAt, lookAt: confirmedAt },
      etag: arrived.etag,
      confirmedByClient: how.byClient ?? false,
      ...(how.fileHash ? { declaredHash: how.fileHash } : {}),
    };
    const moved = await this.moves.moveAlone(tenant, { id, workspaceId, event: 'confirm', actor: how.by, changes });
    await this.faults.reached('upload.confirmed');
    if (moved) await this.hint(id);
    return moved ?? this.settledOr(tenant, id, UploadErrors.notFound);
  }

  /**
   * What is claimed must be true of the bytes, though another completer was first. The first hash that is claimed stays: a
   * second one that differs is refused, so that no confirm takes back what another has said.
   */
  private async withClaims(actor: Actor, upload: Upload, input: ConfirmUploadBody): Promise<Upload> {
    checkClaims(upload, upload.etag, input);
    if (input.fileHash === undefined || hashOf(upload) !== null) return upload;
    await this.uploads.claimHash(actor, upload.id, input.fileHash.toLowerCase());
    const now = await this.settledOr(actor, upload.id, UploadErrors.notFound);
    checkClaims(now, now.etag, input);
    return now;
  }

  /** A client waits for an answer: its scan goes before those that were only found, also when it was found first. */
  private async hurry(actor: Actor, upload: Upload): Promise<Upload> {
    if (upload.status === 'SCANNING' && !upload.confirmedByClient) await this.moves.preferScan(actor, upload.id);
    return upload;
  }

  /** Another completer may have been faster: then its result is the answer. */
  private async settledOr(tenant: Tenant, id: string, otherwise: () => Error): Promise<Upload> {
    const now = await this.access.asItIs(tenant, id);
    if (now && isSettled(now)) return now;
    throw otherwise();
  }

  /** A lost hint costs seconds, never an upload: workers look for themselves. */
  private async hint(id: string): Promise<void> {
    try {
      await this.queue.add(id);
    } catch (error) {
      this.warning.tell(`The queue took no hint for ${id}: ${(error as Error).message}`);
    }
  }
}

function isIn(upload: Upload, bucket: string | undefined): boolean {
  return bucket === undefined || bucket === upload.bucketId || bucket === upload.bucketName;
}

/** True when there is nothing left to confirm; throws when it never will be. */
function isSettled(upload: Upload): boolean {
  if (upload.status === 'SCANNING' || upload.status === 'AVAILABLE') return true;
  if (upload.status === 'REJECTED' || upload.status === 'EXPIRED')
    throw UploadErrors.gone(upload.status, upload.statusReason);
  if (upload.status === 'CANCELED') throw UploadErrors.illegal('be confirmed', upload.status);
  return false;
}

/** What is known of the bytes, else what was claimed of them. */
const hashOf = ({ blob, declaredHash }: Upload) => blob?.sha256 ?? declaredHash;

function notArrived({ missing }: { missing: number[] | null }): Error {
  return missing ? UploadErrors.partsMissing(missing) : UploadErrors.notUploaded();
}

/** Parts that are named must be the stored ones. Once they are one object there is nothing left to compare them with. */
function checkParts(stored: UploadedPart[] | null, { parts: named = [] }: ConfirmUploadBody): void {
  if (!stored) return;
  const etags = new Map(stored.map(({ partNumber, etag }) => [partNumber, etag]));
  const wrong = named.findIndex(({ partNumber, etag }) => etags.get(partNumber) !== etagName(etag));
  if (wrong >= 0)
    throw UploadErrors.checksumMismatch(
      `parts.${wrong}.etag`,
      `is not the ETag of the stored part ${named[wrong]!.partNumber}. Send that part again, then confirm.`,
    );
}

function checkClaims(upload: Upload, storedEtag: string | null, { etag, fileHash }: ConfirmUploadBody): void {
  if (etag !== undefined && etagName(etag) !== storedEtag)
    throw UploadErrors.checksumMismatch(
      'etag',
      storedEtag === null
        ? 'is known only when the parts are one object. Send the ETags of the parts instead.'
        : 'is not the ETag of the stored bytes. Send the file again, then confirm.',
    );
  const known = hashOf(upload);
  if (fileHash !== undefined && known !== null && fileHash.toLowerCase() !== known)
    throw UploadErrors.checksumMismatch('file_hash', 'differs from the hash that is known of this file.');
}
