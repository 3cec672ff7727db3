import { Injectable } from '@nestjs/common';
import { noteMade } from '../../platform/idempotency/leased-key.js';
import { Database } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import { ObjectUploadsRepository } from '../uploads/index.js';
import { AttachmentsRepository } from './attachments.repository.js';
import type { Attachment, NewAttachment } from './domain/attachment.js';

/** Attaches a file in a transaction that locks it: either its deletion finds the attachment, or no attachment is made. */
@Injectable()
export class AttachTransaction {
  constructor(
    private readonly database: Database,
    private readonly uploads: ObjectUploadsRepository,
    private readonly attachments: AttachmentsRepository,
  ) {}

  /** `null`: the file was deleted meanwhile. */
  async attach(tenant: Tenant, attachment: NewAttachment): Promise<Attachment | null> {
    return this.database.tenant(tenant, async (tx) => {
      const [upload] = await this.uploads.lock(tx, tenant, [attachment.uploadId]);
      if (!upload) return null;
      const attached = await this.attachments.insert(tx, attachment);
      await noteMade(tx, { id: attached.id });
      return attached;
    });
  }
}
