import { Mutation, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadInput } from '../../../edge/dto/read.js';
import { Cost } from '../../../edge/graphql/limits/cost.js';
import { Idempotent } from '../../../edge/idempotency/idempotent.decorator.js';
import type { Actor } from '../../../shared/actor.js';
import { BatchUrlRenewal } from './batch-url-renewal.js';
import { ConfirmUploadService } from '../confirmation/confirm-upload.service.js';
import { CreateUploadsService, type MadeUploads } from '../creation/create-uploads.service.js';
import { ConfirmedUploadView, ConfirmUploadsBody } from './dto/confirm-uploads.js';
import { CreateUploadsMutation } from './dto/create-uploads.js';
import { UploadView } from './dto/upload.view.js';

/** Many uploads in one mutation. */
@Resolver(() => UploadView)
export class BulkUploadsResolver {
  constructor(
    private readonly creation: CreateUploadsService,
    private readonly confirmation: ConfirmUploadService,
  ) {}

  @Mutation(() => [UploadView], { description: 'Announce many files for one bucket: all or none.' })
  @Cost(100)
  @Idempotent<BulkUploadsResolver, MadeUploads>(async ({ creation }, actor, made) => {
    const issued = await creation.recall(actor, made);
    return issued.map((one) => UploadView.issued(one));
  }, BatchUrlRenewal)
  @RequireScope('uploads:write')
  async createUploads(@CurrentActor() actor: Actor, @ReadInput() input: CreateUploadsMutation): Promise<UploadView[]> {
    const issued = await this.creation.create(actor, input.bucketId, input.uploads);
    return issued.map((one) => UploadView.issued(one));
  }

  @Mutation(() => [ConfirmedUploadView], {
    description: 'The bytes of several uploads have arrived. Each stands for itself, in the order asked.',
  })
  @Cost(100)
  @RequireScope('uploads:write')
  async confirmUploads(
    @CurrentActor() actor: Actor,
    @ReadInput() { uploadIds }: ConfirmUploadsBody,
  ): Promise<ConfirmedUploadView[]> {
    const confirmed = await this.confirmation.confirmEach(actor, uploadIds);
    return confirmed.map((one) => ConfirmedUploadView.from(actor, one));
  }
}
