import { Mutation, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadInput } from '../../edge/dto/read.js';
import type { Actor } from '../../shared/actor.js';
import { UploadView } from '../uploads/index.js';
import { QuarantineInput, ReleaseUploadInput } from './dto/quarantine.input.js';
import { QuarantineView } from './dto/quarantine.view.js';
import { QuarantineService } from './quarantine.service.js';

/** The same use cases, by GraphQL. */
@Resolver()
export class QuarantineResolver {
  constructor(private readonly service: QuarantineService) {}

  @Mutation(() => QuarantineView, { description: 'Quarantines every file of the workspace with this content at once.' })
  @RequireScope('admin')
  async quarantine(@CurrentActor() actor: Actor, @ReadInput() { sha256, reason }: QuarantineInput) {
    return QuarantineView.from(await this.service.begin(actor, sha256, reason));
  }

  @Mutation(() => UploadView, { description: 'Releases a quarantined file.' })
  @RequireScope('admin')
  async releaseUpload(@CurrentActor() actor: Actor, @ReadInput() { uploadId, reason }: ReleaseUploadInput) {
    return UploadView.from(actor, await this.service.release(actor, uploadId, reason));
  }
}
