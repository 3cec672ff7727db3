import { Prop } from '../../../edge/dto/prop.js';

/** The fields of a form that describe its file. */
export class UploadFileInput {
  @Prop.text({ min: 1, max: 63, description: 'The bucket, by name or id.' })
  bucket: string;

  @Prop.text({ min: 1, max: 255, description: 'File name. Default: that of the part.' })
  filename: string;

  @Prop.text({ min: 3, max: 255, wire: 'mimeType', description: 'MIME type. Default: the Content-Type of the part.' })
  mimeType: string;

  @Prop.json({ optional: true, description: 'Your own JSON, at most 16 KiB; stored with the file.' })
  metadata?: Record<string, unknown>;
}
