import { Controller, Delete, Get, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems, Returns, ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { pageView } from '../../edge/page/page-view.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { ViewLinks } from '../uploads/index.js';
import { AttachService } from './attach.service.js';
import { AttachmentsService } from './attachments.service.js';
import { AttachInput, ListAttachmentsQuery } from './dto/attachment.input.js';
import { AttachmentView } from './dto/attachment.view.js';

/** Files of records over REST. */
@ApiTags('direct')
@ApiBearerAuth()
@Controller('v1/attachments')
export class AttachmentsController {
  constructor(
    private readonly attaching: AttachService,
    private readonly attachments: AttachmentsService,
    private readonly links: ViewLinks,
  ) {}

  @Operation(
    'attach',
    'Attach a file to a record',
    'Of your application, by the signed id of the file. The first use of the id completes the upload; one that is still being scanned has no url until it is admitted. Attaching the same file to the same place again answers the attachment that is there.',
  )
  @Post()
  @Idempotent<AttachmentsController>(async ({ attachments, links }, actor, { id }) =>
    AttachmentView.from(actor, await attachments.recall(actor, id), links),
  )
  @RequireScope('uploads:write')
  @Returns(HttpStatus.CREATED, AttachmentView, {
    description:
      'Attach the file of a signed id to a record of your application. The first use of the id completes the upload; ' +
      'one that is still being scanned has no url until it is admitted. Attaching the same file to the same place again ' +
      'answers the attachment that is there.',
  })
  @Problems('VALIDATION_FAILED', 'NOT_FOUND', 'UPLOAD_NOT_UPLOADED', 'INVALID_STATE', 'GONE')
  async attach(@CurrentActor() actor: Actor, @ReadBody() input: AttachInput): Promise<AttachmentView> {
    return AttachmentView.from(actor, await this.attaching.attach(actor, input), this.links);
  }

  @Operation('listAttachments', 'List the files of a record', 'The latest attached first.')
  @Get()
  @RequireScope('uploads:read')
  @ReturnsPage(AttachmentView, { description: 'Files of a record, the latest attached first.' })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: ListAttachmentsQuery) {
    const found = await this.attachments.list(actor, query, query.page('attachments'));
    const shown = mapPage(found, (attachment) => AttachmentView.from(actor, attachment, this.links));
    return pageView(AttachmentView).from(shown);
  }

  @Operation('getAttachment', 'Get an attachment', 'One file of a record, with a new link to it.')
  @Get(':attachmentId')
  @RequireScope('uploads:read')
  @Returns(HttpStatus.OK, AttachmentView, { description: 'One file of a record, with a new link to it.' })
  @Problems('NOT_FOUND')
  async get(@CurrentActor() actor: Actor, @Param('attachmentId') id: string): Promise<AttachmentView> {
    return AttachmentView.from(actor, await this.attachments.get(actor, id), this.links);
  }

  @Operation('detach', 'Detach a file from a record', 'The file stays. Deleting a file takes it out of all records.')
  @Delete(':attachmentId')
  @RequireScope('uploads:write')
  @Returns(HttpStatus.NO_CONTENT, undefined, {
    description: 'Takes the file out of the record; the file stays. Deleting a file takes it out of all records.',
  })
  @Problems('NOT_FOUND')
  async detach(@CurrentActor() actor: Actor, @Param('attachmentId') id: string): Promise<void> {
    await this.attachments.detach(actor, id);
  }
}
