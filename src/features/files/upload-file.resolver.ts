import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Config } from '../../config/config.js';
import { CurrentActor } from '../../edge/auth/decorators.js';
import type { Actor } from '../../shared/actor.js';
import { UploadsService, UploadView } from '../uploads/index.js';
import { FileView } from './dto/file.view.js';

/** `Upload.file`: the public view of the same record. */
@Resolver(() => UploadView)
export class UploadFileResolver {
  constructor(
    private readonly uploads: UploadsService,
    private readonly config: Config,
  ) {}

  @ResolveField(() => FileView, { description: 'The file it is or becomes.' })
  async file(@CurrentActor() actor: Actor, @Parent() upload: UploadView): Promise<FileView> {
    return FileView.from(await this.uploads.get(actor, upload.id), this.config.publicUrl);
  }
}
