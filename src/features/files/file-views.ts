import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage, type Page } from '../../shared/page.js';
import { ImagesService } from '../images/index.js';
import type { Upload } from '../uploads/index.js';
import { FileView } from './dto/file.view.js';

/** Files as REST shows them: whole, with what is known of pictures. GraphQL reads that where it is requested. */
@Injectable()
export class FileViews {
  constructor(
    private readonly images: ImagesService,
    private readonly config: Config,
  ) {}

  async one(actor: Actor, upload: Upload): Promise<FileView> {
    const images = await this.images.of(actor, [upload]);
    return FileView.from(actor, upload, this.config.publicUrl, images.get(upload.id));
  }

  /** By one statement for the pictures of the whole page. */
  async page(actor: Actor, uploads: Page<Upload>): Promise<Page<FileView>> {
    const images = await this.images.of(actor, uploads.items);
    return mapPage(uploads, (upload) => FileView.from(actor, upload, this.config.publicUrl, images.get(upload.id)));
  }
}
