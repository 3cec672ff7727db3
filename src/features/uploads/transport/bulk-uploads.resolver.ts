import { Mutation, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadInput } from '../../../edge/dto/read.js';
import { Cost } from '../../../edge/graphql/limits/cost.js';
import { Idempotent } from '../../../edge/idempotency/idempotent.decorator.js';
import type { Actor } from '../../../shared/actor.js';
import { BatchUrlRenewal } from './batch-url-renewal.js';
import { CreateUploadsService, type MadeUploads } from '../creation/create-uploads.service.js';
import { CreateUploadsMutation } from './dto/create-uploads.js';
import { UploadView } from './dto/upload.view.js';

/** Many uploads in one mutation. */
@Resolver(() => UploadView)
export class BulkUploadsResolver {
  constructor(private readonly creation: CreateUploadsService) {}

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
}
