import { ArgsType, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Speaks } from '../../edge/errors/speaks.js';
import { words } from '../../shared/errors/words.js';
import { Config } from '../../config/config.js';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs, ReadId, ReadInput } from '../../edge/dto/read.js';
import { Cost } from '../../edge/graphql/limits/cost.js';
import { CurrentExecution, type Execution } from '../../edge/graphql/loading/execution.js';
import { connectionOf } from '../../edge/page/connection.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { ImagesService } from '../images/index.js';
import { DownloadQuery, TerminationService, UploadsService } from '../uploads/index.js';
import { DownloadLinksLoader } from './download-links.loader.js';
import { DeleteFileInput } from './dto/delete-file.input.js';
import { FileView } from './dto/file.view.js';
import { MakeVariantsInput } from './dto/make-variants.input.js';
import { filterOf, ListFilesArgs } from './dto/list-files.query.js';

const FileConnection = connectionOf(FileView, 'File');

@ArgsType()
class DownloadArgs extends DownloadQuery {}

/** The files API by GraphQL. */
@Speaks(words.files)
@Resolver(() => FileView)
export class FilesResolver {
  constructor(
    private readonly uploads: UploadsService,
    private readonly links: DownloadLinksLoader,
    private readonly termination: TerminationService,
    private readonly images: ImagesService,
    private readonly config: Config,
  ) {}

  @Query(() => FileView, { nullable: true, description: 'One file and whether it can be read.' })
  @RequireScope('uploads:read')
  async file(@CurrentActor() actor: Actor, @ReadId() id: string): Promise<FileView> {
    return FileView.from(actor, await this.uploads.get(actor, id), this.config.publicUrl);
  }

  @Query(() => FileConnection, { description: 'Files of the workspace, newest first.' })
  @RequireScope('uploads:read')
  async files(@CurrentActor() actor: Actor, @ReadArgs() args: ListFilesArgs) {
    const found = await this.uploads.list(actor, filterOf(args.filter ?? {}), args.page('files'));
    return FileConnection.from(
      mapPage(found, (upload) => FileView.from(actor, upload, this.config.publicUrl)),
      args.after,
    );
  }

  @Mutation(() => FileView, { description: 'Deletes a file whatever its state; returns it as it was.' })
  @RequireScope('uploads:write')
  async deleteFile(@CurrentActor() actor: Actor, @ReadInput() { fileId }: DeleteFileInput): Promise<FileView> {
    const upload = await this.termination.delete(actor, fileId);
    return FileView.from(actor, upload, this.config.publicUrl);
  }

  @Mutation(() => FileView, {
    description:
      'Has the variants of a picture made again, in the background; returns it as it is now. Safe to repeat.',
  })
  @RequireScope('uploads:write')
  async makeVariants(@CurrentActor() actor: Actor, @ReadInput() { fileId }: MakeVariantsInput): Promise<FileView> {
    return FileView.from(actor, await this.images.remake(actor, fileId), this.config.publicUrl);
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'A link to the bytes that needs no credentials. Null unless the file is available: its status says why. Needs `uploads:read`.',
  })
  @Cost(2)
  async downloadUrl(
    @CurrentExecution() execution: Execution,
    @Parent() { fileId: id }: FileView,
    @ReadArgs() options: DownloadArgs,
  ): Promise<string | null> {
    const link = await this.links.load(execution, { id, options });
    return link?.url ?? null;
  }
}
