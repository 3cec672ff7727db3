import { Prop } from '../../../../../edge/dto/prop.js';
import { View } from '../../../../../edge/dto/view.js';
import type { SignedUpload } from '../../../../uploads/index.js';

/** Where the bytes go. */
export class DirectUploadTargetView extends View {
  @Prop.text({ description: 'Where to PUT the bytes.' })
  url: string;

  @Prop.json({ description: 'Headers to send with them, as they are.' })
  headers: Record<string, string>;

  static from({ url, headers }: SignedUpload): DirectUploadTargetView {
    return Object.assign(new DirectUploadTargetView(), { url, headers });
  }
}

/** A blob as Active Storage describes one. */
export class DirectUploadView extends View {
  @Prop.byteSize({ description: 'A random-looking number of 53 bits, always the same for one file.' })
  id: number;

  @Prop.text({ description: 'The key of the bytes once they are admitted.' })
  key: string;

  @Prop.text({ description: 'Original file name.' })
  filename: string;

  @Prop.text({ description: 'Declared MIME type.' })
  contentType: string;

  @Prop.json({ description: 'Your own JSON.' })
  metadata: Record<string, unknown>;

  @Prop.text({ description: 'Always amazon: an S3-compatible store.' })
  serviceName: string;

  @Prop.byteSize({ description: 'Size in bytes.' })
  byteSize: number;

  @Prop.text({ description: 'The checksum as it was sent.' })
  checksum: string;

  @Prop.dateTime({ description: 'When it was created.' })
  createdAt: Date;

  @Prop.text({ description: 'What a form submits: `POST /v1/attachments` takes it, for two days at least.' })
  signedId: string;

  @Prop.text({ description: 'The same for a rich text (Trix): good for ten years.' })
  attachableSgid: string;

  @Prop.object(() => DirectUploadTargetView, {
    nullable: true,
    description: 'Where the bytes go; null when the workspace has a file with this SHA-256 and the caller may read it.',
  })
  directUpload: DirectUploadTargetView | null;
}
