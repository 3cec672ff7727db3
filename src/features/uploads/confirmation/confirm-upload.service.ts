import { Injectable } from '@nestjs/common';
import { pMapSettled } from 'p-map';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { type Actor, actorId } from '../../../shared/actor.js';
import { StoreCallBudget } from '../../../shared/call-budget.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { requireScope } from '../../../shared/rights.js';
import { valuesOf } from '../../../shared/settled.js';
import { callsToLookAt } from '../domain/multipart-plan.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import { UploadAccess } from '../records/upload-access.js';
import { UploadTraces } from '../traces/upload-traces.repository.js';
import { AdmissionHints } from '../hints/admission-hints.js';
import { checkClaims, checkParts, type Claims, knownHash, notedClaims } from './claimed-bytes.js';
import { ConfirmUploadRepository } from './confirm-upload.repository.js';
import { HeldObjects } from './held-objects.js';
import { StagedBytes } from './staged-bytes.js';

/** The result for one upload of many: its record as it is now, or why it was refused. */
export type Confirmed = { id: string; upload: Upload } | { id: string; error: DomainError };

/** Who completed an upload, and what only the completion says of it. */
interface CompletedBy {
  by: string;
  /** Given by a client, which waits for the result. */
  claims?: Claims;
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
  constructor(
    private readonly access: UploadAccess,
    private readonly confirms: ConfirmUploadRepository,
    private readonly staged: StagedBytes,
    private readonly hints: AdmissionHints,
    private readonly held: HeldObjects,
    private readonly faults: FaultPoints,
    private readonly traces: UploadTraces,
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
  complete(upload: Upload, staged: { etag: string | null }, how: CompletedBy): Promise<Upload> {
    const about = { attributes: { 'airlock.completed_by': how.by } };
    return this.traces.goOn('confirm upload', upload, about, () => this.move(upload, staged, how));
  }

  private async move(upload: Upload, { etag }: { etag: string | null }, how: CompletedBy): Promise<Upload> {
    await this.faults.reached('upload.staged');
    const { id, workspaceId } = upload;
    const confirmedAt = new Date();
    const claims = how.claims && notedClaims(how.claims);
    const changes = {
      ...{ confirmedAt, nextCheckAt: confirmedAt, etag, confirmedByClient: claims !== undefined },
      ...(claims?.fileHash ? { declaredHash: claims.fileHash } : {}),
      ...(how.found ? foundIn(how.found) : {}),
    };
    const move = { id, workspaceId, event: 'confirm', actor: how.by, changes } as const;
    const spareBytes = how.found ? upload.reservedBytes - how.found.bytes : 0;
    const { upload: now, moved } = await this.confirms.confirm({ upload, move, spareBytes, claims });
    await this.faults.reached('upload.confirmed');
    if (moved) {
      this.held.confirmed(id);
      this.hints.workWaits();
    }
    return requireSettled(now, UploadErrors.notFound);
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
    if (isSettled(upload)) return this.noteClaims(upload, claims);
    const staged = await this.staged.check(upload);
    if (!staged.complete) return this.completedByAnother(actor, upload.id, claims, () => notUploaded(staged));
    checkClaims(upload, staged.etag, claims);
    checkParts(staged.parts, claims);
    const now = await this.complete(upload, staged, { by: actorId(actor), claims });
    // Another completer may have been first: claims hold all the same.
    checkClaims(now, now.etag, claims);
    return now;
  }

  /** The bytes are not in staging any more because another completer was faster, or they never came. */
  private async completedByAnother(actor: Actor, id: string, claims: Claims, otherwise: () => Error): Promise<Upload> {
    return this.noteClaims(requireSettled(await this.access.asItIs(actor, id), otherwise), claims);
  }

  /**
   * Of an upload that went on before. The first claimed hash stays: a different one is refused, so that no confirm takes back
   * what an earlier one claimed. A client waits for the result: the scan goes before those that no client confirmed.
   */
  private async noteClaims(upload: Upload, claims: Claims): Promise<Upload> {
    checkClaims(upload, upload.etag, claims);
    const isExpedited = upload.status !== 'SCANNING' || upload.confirmedByClient;
    if (isExpedited && (claims.fileHash === undefined || knownHash(upload) !== null)) return upload;
    const { upload: now } = await this.confirms.confirm({ upload, claims: notedClaims(claims) });
    const settled = requireSettled(now, UploadErrors.notFound);
    checkClaims(settled, settled.etag, claims);
    return settled;
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

function requireSettled(upload: Upload | null, otherwise: () => Error): Upload {
  if (upload && isSettled(upload)) return upload;
  throw otherwise();
}

function notUploaded({ missing }: { missing: number[] | null }): Error {
  return missing ? UploadErrors.partsMissing(missing) : UploadErrors.notUploaded();
}

function callsToConfirm(upload: Upload): number {
  return upload.status === 'PENDING' || upload.status === 'UPLOADING' ? callsToLookAt(upload) : 0;
}
