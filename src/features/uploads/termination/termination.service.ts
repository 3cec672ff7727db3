import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { type Actor, actorId } from '../../../shared/actor.js';
import { isOpen } from '../domain/upload-states.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import { TerminationRepository } from './termination.repository.js';
import { UploadAccess } from '../records/upload-access.js';

/** Ends of uploads outside admission: canceled, expired, deleted. */
@Injectable()
export class TerminationService {
  constructor(
    private readonly access: UploadAccess,
    private readonly termination: TerminationRepository,
    private readonly faults: FaultPoints,
  ) {}

  /**
   * Cancels what is still under way, deletes what has ended. Returns the canceled upload, or `null` when deleted. The
   * bearer of an upload token only cancels: a file that was admitted is not theirs any more.
   */
  async cancelOrDelete(actor: Actor, id: string): Promise<Upload | null> {
    if (actor.uploadToken) return this.cancel(actor, id);
    const upload = await this.access.toActOn(actor, id);
    const canceled = isOpen(upload.status) ? await this.endByCaller(actor, upload) : null;
    if (!canceled) await this.remove(actor, upload);
    return canceled;
  }

  /** Cancels; refuses when the upload has ended otherwise. Canceling twice is fine. */
  async cancel(actor: Actor, id: string): Promise<Upload> {
    const upload = await this.access.toActOn(actor, id);
    const canceled = await this.endByCaller(actor, upload);
    const now = canceled ?? (await this.access.toActOn(actor, id));
    if (now.status !== 'CANCELED') throw UploadErrors.illegal('be canceled', now.status);
    return now;
  }

  /** Deletes a file whatever its state. Returns it as it was. */
  async delete(actor: Actor, id: string): Promise<Upload> {
    const upload = await this.access.toActOn(actor, id);
    if (isOpen(upload.status)) await this.endByCaller(actor, upload);
    await this.remove(actor, upload);
    return upload;
  }

  abandon(actor: Actor, upload: Upload): Promise<void> {
    return this.termination.abandon(upload, actorId(actor));
  }

  /** No bytes arrived before the deadline. */
  expire(upload: Upload): Promise<Upload | null> {
    return this.termination.end(upload, { event: 'expire', by: 'system', reason: 'expired' });
  }

  /** What has arrived can be no file. */
  reject(upload: Upload, reason: string, by: string): Promise<Upload | null> {
    return this.termination.end(upload, { event: 'reject', by, reason });
  }

  discardLateBytes(upload: Upload): Promise<void> {
    return this.termination.discardLateBytes(upload);
  }

  private async endByCaller(actor: Actor, upload: Upload): Promise<Upload | null> {
    const cancellation = { event: 'cancel', by: actorId(actor), reason: 'canceled_by_user' } as const;
    const canceled = await this.termination.end(upload, cancellation);
    await this.faults.reached('upload.canceled');
    return canceled;
  }

  private async remove(actor: Actor, upload: Upload): Promise<void> {
    await this.termination.remove(upload, actorId(actor));
    await this.faults.reached('upload.removed');
  }
}
