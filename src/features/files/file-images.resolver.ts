import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Cost } from '../../edge/graphql/limits/cost.js';
import { CurrentExecution, type Execution } from '../../edge/graphql/loading/execution.js';
import { requireScope } from '../../shared/rights.js';
import type { ShownImage } from '../images/index.js';
import { FileView } from './dto/file.view.js';
import { ImageView, VariantView } from './dto/image.view.js';
import { ImagesLoader } from './images.loader.js';

/** What is known of pictures, read only where it is requested. */
@Resolver(() => FileView)
export class FileImagesResolver {
  constructor(private readonly images: ImagesLoader) {}

  @ResolveField(() => ImageView, {
    nullable: true,
    description: 'Dimensions of a picture, once it was decoded. Needs `uploads:read`.',
  })
  @Cost(2)
  async image(@CurrentExecution() execution: Execution, @Parent() file: FileView): Promise<ImageView | null> {
    const image = await this.load(execution, file);
    return image && ImageView.from(image);
  }

  @ResolveField(() => [VariantView], {
    nullable: true,
    description: 'Smaller versions of a picture, once they were made. Needs `uploads:read`.',
  })
  @Cost(2)
  async variants(@CurrentExecution() execution: Execution, @Parent() file: FileView): Promise<VariantView[] | null> {
    const image = await this.load(execution, file);
    return image && image.variants.map((variant) => VariantView.from(variant));
  }

  private async load(execution: Execution, { upload }: FileView): Promise<ShownImage | null> {
    requireScope(execution.actor, 'uploads:read');
    return this.images.load(execution, upload);
  }
}
