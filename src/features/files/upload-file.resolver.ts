import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Config } from '../../config/config.js';
import { RequireScope } from '../../edge/auth/decorators.js';
import { Cost } from '../../edge/graphql/limits/cost.js';
import { NodeLookup } from '../../edge/graphql/node/node-lookup.js';
import { CurrentExecution, type Execution } from '../../edge/graphql/loading/execution.js';
import type { Actor } from '../../shared/actor.js';
import { UploadView } from '../uploads/index.js';
import { FileView } from './dto/file.view.js';
import { UploadsLoader } from './uploads.loader.js';

/** `Upload.file`: the public view of the same record. Uploads as nodes are read by the same loader. */
@Resolver(() => UploadView)
export class UploadFileResolver {
  constructor(
    private readonly uploads: UploadsLoader,
    private readonly config: Config,
  ) {}

  @ResolveField(() => FileView, { nullable: true, description: 'The file it is or becomes. Needs `uploads:read`.' })
  @Cost(2)
  async file(@CurrentExecution() execution: Execution, @Parent() { uploadId }: UploadView): Promise<FileView | null> {
    if (uploadId === null) return null;
    return FileView.from(execution.actor, await this.uploads.load(execution, uploadId), this.config.publicUrl);
  }

  @NodeLookup('upl')
  @RequireScope('uploads:read')
  async uploadNode(actor: Actor, id: string, execution: Execution): Promise<UploadView> {
    return UploadView.from(actor, await this.uploads.load(execution, id));
  }
}
