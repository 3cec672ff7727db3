import { Injectable } from '@nestjs/common';
import { ExecutionLoader } from '../../edge/graphql/loading/execution-loader.js';
import type { Execution } from '../../edge/graphql/loading/execution.js';
import { ImagesService, type ShownImage } from '../images/index.js';
import type { Upload } from '../uploads/index.js';

/** The pictures of one GraphQL execution, in one batch; `null` for what is none. */
@Injectable()
export class ImagesLoader extends ExecutionLoader<Upload, ShownImage | null> {
  constructor(private readonly images: ImagesService) {
    super();
  }

  protected async readAll({ actor }: Execution, uploads: readonly Upload[]) {
    const images = await this.images.of(actor, uploads);
    return uploads.map(({ id }) => images.get(id) ?? null);
  }
}
