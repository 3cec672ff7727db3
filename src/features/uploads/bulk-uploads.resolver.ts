import { Mutation, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadInput } from '../../edge/dto/read.js';
import { Cost } from '../../edge/graphql/limits/cost.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import type { Actor } from '../../shared/actor.js';
import { BatchUrlRenewal } from './signing/batch-url-renewal.js';
import { CreateUploadService } from './creation/create-upload.service.js';
import { CreateUploadsMutation } from './dto/create-uploads.js';
import { UploadView } from './dto/upload.view.js';

/** Many uploads in one mutation. */
@Resolver(() => UploadView)
export class BulkUploadsResolver {
  constructor(private readonly creation: CreateUploadService) {}

  @Mutation(() => [UploadView], { description: 'Announce many files for one bucket: all or none.' })
  @Cost(100)
  @Idempotent(BatchUrlRenewal)
  @RequireScope('uploads:write')
  async createUploads(@CurrentActor() actor: Actor, @ReadInput() input: CreateUploadsMutation): Promise<UploadView[]> {
    const issued = await this.creation.createAll(actor, input.bucketId, input.uploads);
    return issued.map((one) => UploadView.issued(one));
  }
}
