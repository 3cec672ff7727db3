import { Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadArgs, ReadId, ReadInput } from '../../../edge/dto/read.js';
import { Cost } from '../../../edge/graphql/limits/cost.js';
import { CurrentExecution, type Execution } from '../../../edge/graphql/loading/execution.js';
import { Idempotent } from '../../../edge/idempotency/idempotent.decorator.js';
import { connectionOf } from '../../../edge/page/connection.js';
import type { Actor } from '../../../shared/actor.js';
import { mapPage } from '../../../shared/page.js';
import { ConfirmUploadService } from '../confirmation/confirm-upload.service.js';
import { CreateUploadService } from '../creation/create-upload.service.js';
import { ConfirmUploadInput } from './dto/confirm-upload.input.js';
import { CreateUploadMutation, UploadIdInput } from './dto/create-upload.mutation.js';
import { filterOf, ListUploadsArgs } from './dto/list-uploads.query.js';
import { TimelineView } from './dto/timeline.view.js';
import { UploadView } from './dto/upload.view.js';
import { TerminationService } from '../termination/termination.service.js';
import { TimelinesLoader } from './timelines.loader.js';
import { UrlRenewalService } from '../signing/url-renewal.service.js';
import { UploadUrlRenewal } from './upload-url-renewal.js';
import { UploadsService } from '../records/uploads.service.js';

const UploadConnection = connectionOf(UploadView, 'Upload');

/** The same use cases as the uploads API over REST, by GraphQL. */
@Resolver(() => UploadView)
export class UploadsResolver {
  constructor(
    private readonly creation: CreateUploadService,
    private readonly confirmation: ConfirmUploadService,
    private readonly service: UploadsService,
    private readonly termination: TerminationService,
    private readonly timelines: TimelinesLoader,
    private readonly renewal: UrlRenewalService,
  ) {}

  @Mutation(() => UploadView, { description: 'Announce a file and get a URL to send it to.' })
  @Idempotent<UploadsResolver>(
    async ({ service }, actor, { id }) => UploadView.from(actor, await service.recall(actor, id)),
    UploadUrlRenewal,
  )
  @RequireScope('uploads:write')
  async createUpload(@CurrentActor() actor: Actor, @ReadInput() input: CreateUploadMutation): Promise<UploadView> {
    return UploadView.issued(await this.creation.create(actor, input.bucketId, input));
  }

  @Mutation(() => UploadView, { description: 'A URL with a new life, while PENDING.' })
  @RequireScope('uploads:write')
  async signUpload(@CurrentActor() actor: Actor, @ReadInput() { uploadId }: UploadIdInput): Promise<UploadView> {
    const { upload, signed } = await this.renewal.sign(actor, uploadId);
    return UploadView.from(actor, upload, signed);
  }

  @Mutation(() => UploadView, { description: 'Confirm that the bytes have arrived. Safe to repeat.' })
  @Cost(100)
  @RequireScope('uploads:write')
  async confirmUpload(@CurrentActor() actor: Actor, @ReadInput() input: ConfirmUploadInput): Promise<UploadView> {
    return UploadView.from(actor, await this.confirmation.confirm(actor, input.uploadId, input));
  }

  @Mutation(() => UploadView, { description: 'Stop an upload that is still under way.' })
  @RequireScope('uploads:write')
  async cancelUpload(@CurrentActor() actor: Actor, @ReadInput() { uploadId }: UploadIdInput): Promise<UploadView> {
    return UploadView.from(actor, await this.termination.cancel(actor, uploadId));
  }

  @Query(() => UploadView, { nullable: true, description: 'One upload and where it is in its life.' })
  @RequireScope('uploads:read')
  async upload(@CurrentActor() actor: Actor, @ReadId() id: string): Promise<UploadView> {
    return UploadView.from(actor, await this.service.get(actor, id));
  }

  @Query(() => UploadConnection, { description: 'Uploads of the workspace, newest first.' })
  @RequireScope('uploads:read')
  async uploads(@CurrentActor() actor: Actor, @ReadArgs() args: ListUploadsArgs) {
    const found = await this.service.list(actor, filterOf(args.filter ?? {}), args.page('uploads'));
    return UploadConnection.from(
      mapPage(found, (upload) => UploadView.from(actor, upload)),
      args.after,
    );
  }

  @ResolveField(() => TimelineView, {
    nullable: true,
    description: 'What happened so far, and what it waits for. Needs `uploads:read`.',
  })
  @Cost(5)
  async timeline(@CurrentExecution() execution: Execution, @Parent() upload: UploadView): Promise<TimelineView | null> {
    return upload.uploadId === null ? null : TimelineView.from(await this.timelines.load(execution, upload.uploadId));
  }
}
