import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Speaks } from '../../edge/errors/speaks.js';
import { words } from '../../shared/errors/words.js';
import { Cost } from '../../edge/graphql/limits/cost.js';
import { CurrentExecution, type Execution } from '../../edge/graphql/loading/execution.js';
import { requireScope } from '../../shared/rights.js';
import { FileView } from './dto/file.view.js';
import { imageFieldsOf, ImageView, VariantView } from './dto/image.view.js';
import { ImagesLoader } from './images.loader.js';

/** What is known of pictures, read only where it is requested. */
@Speaks(words.files)
@Resolver(() => FileView)
export class FileImagesResolver {
  constructor(private readonly images: ImagesLoader) {}

  @ResolveField(() => ImageView, {
    nullable: true,
    description: 'Dimensions of a picture, once it was decoded. Needs `uploads:read`.',
  })
  @Cost(2)
  async image(@CurrentExecution() execution: Execution, @Parent() file: FileView): Promise<ImageView | null> {
    return (await this.fields(execution, file)).image ?? null;
  }

  @ResolveField(() => [VariantView], {
    nullable: true,
    description: 'Smaller versions of a picture, once they were made. Needs `uploads:read`.',
  })
  @Cost(2)
  async variants(@CurrentExecution() execution: Execution, @Parent() file: FileView): Promise<VariantView[] | null> {
    return (await this.fields(execution, file)).variants ?? null;
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'Why the variants of a picture could not be made: a stable code. Needs `uploads:read`.',
  })
  @Cost(2)
  async imageError(@CurrentExecution() execution: Execution, @Parent() file: FileView): Promise<string | null> {
    return (await this.fields(execution, file)).imageError ?? null;
  }

  private async fields(execution: Execution, { upload }: FileView) {
    requireScope(execution.actor, 'uploads:read');
    return imageFieldsOf((await this.images.load(execution, upload)) ?? {});
  }
}
