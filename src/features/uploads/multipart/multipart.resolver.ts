import { Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadInput } from '../../../edge/dto/read.js';
import type { Actor } from '../../../shared/actor.js';
import { SignedPartsView, SignUploadPartsInput, StoredPartsView } from '../dto/upload-parts.js';
import { UploadView } from '../dto/upload.view.js';
import { MultipartService } from './multipart.service.js';

/** Uploads in parts, by GraphQL. */
@Resolver(() => UploadView)
export class MultipartResolver {
  constructor(private readonly multipart: MultipartService) {}

  @Mutation(() => SignedPartsView, { description: 'Get URLs to send parts to, again whenever they expired.' })
  @RequireScope('uploads:write')
  async signUploadParts(
    @CurrentActor() actor: Actor,
    @ReadInput() { uploadId, partNumbers }: SignUploadPartsInput,
  ): Promise<SignedPartsView> {
    return SignedPartsView.from(await this.multipart.sign(actor, uploadId, partNumbers));
  }

  @ResolveField(() => StoredPartsView, { nullable: true, description: 'Which parts have arrived (MULTIPART only).' })
  async parts(@CurrentActor() actor: Actor, @Parent() upload: UploadView): Promise<StoredPartsView | null> {
    if (upload.partSize === null) return null;
    return StoredPartsView.from(await this.multipart.list(actor, upload.id));
  }
}
