import { Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Config } from '../../config/config.js';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs, ReadInput } from '../../edge/dto/read.js';
import { NodeLookup } from '../../edge/graphql/node/node-lookup.js';
import { Cost } from '../../edge/graphql/limits/cost.js';
import { CurrentExecution, type Execution } from '../../edge/graphql/loading/execution.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { connectionOf } from '../../edge/page/connection.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { FileView, UploadsLoader } from '../files/index.js';
import { UploadView, ViewLinks } from '../uploads/index.js';
import { AttachService } from './attach.service.js';
import { AttachmentsService } from './attachments.service.js';
import { AttachInput, DetachInput, ListAttachmentsArgs } from './dto/attachment.input.js';
import { AttachmentView } from './dto/attachment.view.js';

const AttachmentConnection = connectionOf(AttachmentView, 'Attachment');

/** Files of records over GraphQL, by the same services. */
@Resolver(() => AttachmentView)
export class AttachmentsResolver {
  constructor(
    private readonly attaching: AttachService,
    private readonly service: AttachmentsService,
    private readonly uploads: UploadsLoader,
    private readonly links: ViewLinks,
    private readonly config: Config,
  ) {}

  @Query(() => AttachmentConnection, { description: 'Files of a record, the latest attached first.' })
  @RequireScope('uploads:read')
  async attachments(@CurrentActor() actor: Actor, @ReadArgs() args: ListAttachmentsArgs) {
    const found = await this.service.list(actor, args.filter, args.page('attachments'));
    return AttachmentConnection.from(
      mapPage(found, (attachment) => AttachmentView.from(actor, attachment, this.links)),
      args.after,
    );
  }

  @Mutation(() => AttachmentView, {
    description: 'Attaches the file of a signed id to a record. The first use of the id completes the upload.',
  })
  @Idempotent<AttachmentsResolver>(async ({ service, links }, actor, { id }) =>
    AttachmentView.from(actor, await service.recall(actor, id), links),
  )
  @RequireScope('uploads:write')
  async attach(@CurrentActor() actor: Actor, @ReadInput() input: AttachInput): Promise<AttachmentView> {
    return AttachmentView.from(actor, await this.attaching.attach(actor, input), this.links);
  }

  @Mutation(() => AttachmentView, {
    description: 'Takes a file out of a record; the file stays. Returns it as it was.',
  })
  @RequireScope('uploads:write')
  async detach(@CurrentActor() actor: Actor, @ReadInput() { attachmentId }: DetachInput): Promise<AttachmentView> {
    return AttachmentView.from(actor, await this.service.detach(actor, attachmentId), this.links);
  }

  @ResolveField(() => UploadView, { nullable: true, description: 'The upload of the file. Needs `uploads:read`.' })
  @Cost(2)
  async upload(@CurrentExecution() execution: Execution, @Parent() { uploadId }: AttachmentView): Promise<UploadView> {
    return UploadView.from(execution.actor, await this.uploads.load(execution, uploadId));
  }

  @ResolveField(() => FileView, { nullable: true, description: 'The file. Needs `uploads:read`.' })
  @Cost(2)
  async file(@CurrentExecution() execution: Execution, @Parent() { uploadId }: AttachmentView): Promise<FileView> {
    return FileView.from(execution.actor, await this.uploads.load(execution, uploadId), this.config.publicUrl);
  }

  @NodeLookup('att')
  @RequireScope('uploads:read')
  async attachmentNode(actor: Actor, id: string): Promise<AttachmentView> {
    return AttachmentView.from(actor, await this.service.get(actor, id), this.links);
  }
}
