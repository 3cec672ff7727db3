import { Injectable, Logger } from '@nestjs/common';
import { pMapSettled } from 'p-map';
import { OccasionalWarning } from '../../../platform/background/occasional-warning.js';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { type Actor, actorId, type Tenant } from '../../../shared/actor.js';
import { StoreCallBudget } from '../../../shared/call-budget.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { requireScope } from '../../../shared/rights.js';
import { valuesOf } from '../../../shared/settled.js';
import { callsToLookAt } from '../domain/multipart-plan.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import { UploadAccess } from '../records/upload-access.js';
import { UploadMovesRepository } from '../records/upload-moves.repository.js';
import { UploadsRepository } from '../records/uploads.repository.js';
import { AdmissionQueue } from './admission-queue.js';
import { checkClaims, checkParts, type Claims, knownHash } from './claimed-bytes.js';
import { StagedBytes } from './staged-bytes.js';

/** The result for one upload of many: its record as it is now, or why it was refused. */
export type Confirmed = { id: string; upload: Upload } | { id: string; error: DomainError };

/** Who completed an upload, and what only the completion says of it. */
interface CompletedBy {
  by: string;
  byClient?: boolean;
  fileHash?: string;
  /** Parts that no plan describes: their sum, which is no more than was reserved, and their list. */
  found?: { bytes: number; partsDigest: string };
}

/** Confirms of one request that run at the same time. */
const PARALLEL = 8;

/**
 * The one completion path, for clients, storage events and the reconciler. It only checks what staging holds and moves
 * the row; every change in the store is made by the holder of the scan's lease.
 */
@Injectable()
export class ConfirmUploadService {
  private readonly warning = new OccasionalWarning(new Logger(ConfirmUploadService.name));

  constructor(
    private readonly access: UploadAccess,
    private readonly uploads: UploadsRepository,
    private readonly moves: UploadMovesRepository,
    private readonly staged: StagedBytes,
    private readonly queue: AdmissionQueue,
    private readonly faults: FaultPoints,
  ) {}

  /** `bucket`, by id or name, when the caller names it too: an upload of another one is not found. */
  async confirm(actor: Actor, id: string, claims: Claims, bucket?: string): Promise<Upload> {
    const upload = await this.access.toActOn(actor, id);
    if (!isIn(upload, bucket)) throw UploadErrors.notFound();
    return this.confirmFound(actor, upload, claims);
  }

  /** For the holder of a signed id that may attach it: the id is the right to it, also of an upload that another member announced. */
  async confirmSigned(actor: Actor, id: string): Promise<Upload> {
    requireScope(actor, 'uploads:write');
    const upload = await this.access.asItIs(actor, id);
    if (!upload) throw UploadErrors.notFound();
    return this.confirmFound(actor, upload, {});
  }

  /**
   * Many in one request. A refusal concerns its own upload only; the request as a whole is refused, before any work, if
   * it needs more calls to the store than one request may cause.
   */
  async confirmEach(actor: Actor, ids: string[]): Promise<Confirmed[]> {
    const found = await this.access.toActOnEach(actor, [...new Set(ids)]);
    const calls = [...found.values()].map((upload) => (upload instanceof Error ? 0 : callsToConfirm(upload)));
    new StoreCallBudget().spend(
      calls.reduce((sum, more) => sum + more, 0),
      'upload_ids',
    );
    const confirmOne = (id: string) => this.confirmOneOfMany(actor, id, found.get(id)!);
    return valuesOf(await pMapSettled(ids, confirmOne, { concurrency: PARALLEL }));
  }

  /** All bytes are staged: the upload goes to admission. Losing the race to another completer is success. */
  async complete(tenant: Tenant, upload: Upload, staged: { etag: string | null }, how: CompletedBy): Promise<Upload> {
    const { id, workspaceId } = upload;
    const confirmedAt = new Date();
    const changes = {
      ...{ confirmedAt, nextCheckAt: confirmedAt },
      etag: staged.etag,
      confirmedByClient: how.byClient ?? false,
      ...(how.fileHash ? { declaredHash: how.fileHash } : {}),
      ...(how.found ? foundIn(how.found) : {}),
    };
    const move = { id, workspaceId, event: 'confirm', actor: how.by, changes } as const;
    const spare = how.found ? upload.reservedBytes - how.found.bytes : 0;
    const moved = await this.moves.moveAlone(tenant, move, spare);
    await this.faults.reached('upload.confirmed');
    if (moved) await this.hint(id);
    return moved ?? this.settledOr(tenant, id, UploadErrors.notFound);
  }

  private async confirmOneOfMany(actor: Actor, id: string, upload: Upload | Error): Promise<Confirmed> {
    try {
      if (upload instanceof Error) throw upload;
      return { id, upload: await this.confirmFound(actor, upload, {}) };
    } catch (error) {
      if (error instanceof DomainError) return { id, error };
      throw error;
    }
  }

  private async confirmFound(actor: Actor, upload: Upload, claims: Claims): Promise<Upload> {
    return this.expedite(actor, await this.withClaims(actor, await this.completed(actor, upload, claims), claims));
  }

  private async completed(actor: Actor, upload: Upload, claims: Claims): Promise<Upload> {
    if (isSettled(upload)) return upload;
    const staged = await this.staged.check(upload);
    if (!staged.complete) return this.settledOr(actor, upload.id, () => notUploaded(staged));
    checkClaims(upload, staged.etag, claims);
    checkParts(staged.parts, claims);
    const how = { by: actorId(actor), byClient: true, fileHash: claims.fileHash?.toLowerCase() };
    return this.complete(actor, upload, staged, how);
  }

  /**
   * Claims hold even if another completer was first. The first claimed hash stays: a different one is refused, so that
   * no confirm takes back what an earlier one claimed.
   */
  private async withClaims(actor: Actor, upload: Upload, claims: Claims): Promise<Upload> {
    checkClaims(upload, upload.etag, claims);
    if (claims.fileHash === undefined || knownHash(upload) !== null) return upload;
    await this.uploads.claimHash(actor, upload.id, claims.fileHash.toLowerCase());
    const now = await this.settledOr(actor, upload.id, UploadErrors.notFound);
    checkClaims(now, now.etag, claims);
    return now;
  }

  /** A client waits for the result: its scan goes before those that no client confirmed. */
  private async expedite(actor: Actor, upload: Upload): Promise<Upload> {
    if (upload.status === 'SCANNING' && !upload.confirmedByClient) await this.moves.expediteScan(actor, upload.id);
    return upload;
  }

  /** Another completer may have been faster: then its result is the answer. */
  private async settledOr(tenant: Tenant, id: string, otherwise: () => Error): Promise<Upload> {
    const now = await this.access.asItIs(tenant, id);
    if (now && isSettled(now)) return now;
    throw otherwise();
  }

  /** A lost hint costs seconds, never an upload: workers also poll. */
  private async hint(id: string): Promise<void> {
    try {
      await this.queue.add(id);
    } catch (error) {
      this.warning.warn(`The queue took no hint for ${id}: ${(error as Error).message}`);
    }
  }
}

const foundIn = ({ bytes, partsDigest }: { bytes: number; partsDigest: string }) => ({
  declaredSize: bytes,
  reservedBytes: bytes,
  partsDigest,
});

function isIn(upload: Upload, bucket: string | undefined): boolean {
  return bucket === undefined || bucket === upload.bucketId || bucket === upload.bucketName;
}

/** True when there is nothing left to confirm; throws when there never will be. */
function isSettled(upload: Upload): boolean {
  if (upload.status === 'SCANNING' || upload.status === 'AVAILABLE') return true;
  if (upload.status === 'REJECTED' || upload.status === 'EXPIRED')
    throw UploadErrors.gone(upload.status, upload.statusReason);
  if (upload.status === 'CANCELED') throw UploadErrors.illegal('be confirmed', upload.status);
  return false;
}

function notUploaded({ missing }: { missing: number[] | null }): Error {
  return missing ? UploadErrors.partsMissing(missing) : UploadErrors.notUploaded();
}

function callsToConfirm(upload: Upload): number {
  return upload.status === 'PENDING' || upload.status === 'UPLOADING' ? callsToLookAt(upload) : 0;
}
