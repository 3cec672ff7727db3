import { Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadInput } from '../../../edge/dto/read.js';
import { Cost } from '../../../edge/graphql/limits/cost.js';
import { CurrentExecution, type Execution } from '../../../edge/graphql/loading/execution.js';
import type { Actor } from '../../../shared/actor.js';
import { STORE_CALLS_PER_REQUEST } from '../../../shared/call-budget.js';
import { SignedPartsView, SignUploadPartsInput, StoredPartsView } from './dto/upload-parts.js';
import { UploadView } from './dto/upload.view.js';
import { MultipartService } from '../multipart/multipart.service.js';
import { StoredPartsLoader } from './stored-parts.loader.js';

/** Uploads in parts, by GraphQL. */
@Resolver(() => UploadView)
export class MultipartResolver {
  constructor(
    private readonly multipart: MultipartService,
    private readonly stored: StoredPartsLoader,
  ) {}

  @Mutation(() => SignedPartsView, { description: 'Get URLs to send parts to; sign again after they expire.' })
  @Cost(100)
  @RequireScope('uploads:write')
  async signUploadParts(
    @CurrentActor() actor: Actor,
    @ReadInput() { uploadId, partNumbers }: SignUploadPartsInput,
  ): Promise<SignedPartsView> {
    return SignedPartsView.from(await this.multipart.sign(actor, uploadId, partNumbers));
  }

  @ResolveField(() => StoredPartsView, {
    nullable: true,
    description: `Which parts have arrived (MULTIPART only). Each upload under way costs calls to the store, at most ${STORE_CALLS_PER_REQUEST} in one request. Needs \`uploads:write\` or \`uploads:read\`.`,
  })
  @Cost(10)
  async parts(@CurrentExecution() execution: Execution, @Parent() upload: UploadView): Promise<StoredPartsView | null> {
    return upload.partSize === null ? null : StoredPartsView.from(await this.stored.load(execution, upload.id));
  }
}
