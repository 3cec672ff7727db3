import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/actor.js';
import { type ListPage, type Page, pageOf } from '../../shared/page.js';
import { requireActOn, requireScope } from '../../shared/rights.js';
import type { AttachedFile } from './attached-file.js';
import { AttachmentsRepository } from './attachments.repository.js';
import { AttachmentErrors } from './domain/attachment.errors.js';
import type { RecordPlace } from './domain/attachment.js';

/** Attachments as callers find and remove them. */
@Injectable()
export class AttachmentsService {
  constructor(private readonly attachments: AttachmentsRepository) {}

  async get(actor: Actor, id: string): Promise<AttachedFile> {
    requireScope(actor, 'uploads:read');
    return this.find(actor, id);
  }

  async list(actor: Actor, record: Omit<RecordPlace, 'name'>, page: ListPage): Promise<Page<AttachedFile>> {
    requireScope(actor, 'uploads:read');
    return pageOf(await this.attachments.list(actor, record, page), page, (attachment) => attachment);
  }

  /** One that the caller made, for a repeated request. */
  async recall(actor: Actor, id: string): Promise<AttachedFile> {
    const attachment = await this.find(actor, id);
    requireActOn(actor, attachment);
    return attachment;
  }

  /** The file stays. Returns the attachment as it was. */
  async detach(actor: Actor, id: string): Promise<AttachedFile> {
    const attachment = await this.recall(actor, id);
    if (!(await this.attachments.remove(actor, attachment))) throw AttachmentErrors.notFound();
    return attachment;
  }

  private async find(actor: Actor, id: string): Promise<AttachedFile> {
    const attachment = await this.attachments.find(actor, id);
    if (!attachment) throw AttachmentErrors.notFound();
    return attachment;
  }
}
