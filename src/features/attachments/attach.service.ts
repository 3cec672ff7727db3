import { Injectable } from '@nestjs/common';
import { type Actor, actorId } from '../../shared/actor.js';
import { newId } from '../../shared/ids.js';
import { requireScope } from '../../shared/rights.js';
import { ConfirmUploadService, SignedIds, type SignedUploadId } from '../uploads/index.js';
import type { AttachedFile } from './attached-file.js';
import { AttachTransaction } from './attach.transaction.js';
import { AttachmentErrors } from './domain/attachment.errors.js';
import type { AttachInput } from './dto/attachment.input.js';

/** Attaches the file of a signed id. Its first use completes the upload, which the client of a direct upload never does. */
@Injectable()
export class AttachService {
  constructor(
    private readonly ids: SignedIds,
    private readonly confirmation: ConfirmUploadService,
    private readonly transaction: AttachTransaction,
  ) {}

  async attach(actor: Actor, { signedId, recordType, recordId, name }: AttachInput): Promise<AttachedFile> {
    requireScope(actor, 'uploads:write');
    const { workspaceId, uploadId } = this.opened(actor, signedId);
    const upload = await this.confirmation.confirmSigned(actor, uploadId);
    const place = { workspaceId, uploadId, recordType, recordId, name };
    const made = { ...place, id: newId('att'), createdBy: actorId(actor) };
    const attachment = await this.transaction.attach(actor, made);
    if (!attachment) throw AttachmentErrors.noSuchBlob();
    return { ...attachment, upload };
  }

  /** The id of a form, or that of a rich text. */
  private opened({ workspaceId }: Actor, signedId: string): SignedUploadId {
    const signed = this.ids.verify('attach', signedId) ?? this.ids.verify('global', signedId);
    if (signed?.workspaceId !== workspaceId) throw AttachmentErrors.noSuchBlob();
    return signed;
  }
}
