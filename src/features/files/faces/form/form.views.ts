import { Prop } from '../../../../edge/dto/prop.js';
import { View } from '../../../../edge/dto/view.js';
import type { DownloadLink, Upload } from '../../../uploads/index.js';
import type { IssuedForm } from './form.service.js';

/** A form for one file. */
export class FormUrlView extends View {
  @Prop.text({
    nullable: true,
    description: 'Where the form is posted to (`action`), as multipart/form-data. Null once the file was sent.',
  })
  url: string | null;

  @Prop.text({ description: 'Key of the file once it is available. Confirm it by this key.' })
  key: string;

  @Prop.json({
    nullable: true,
    description:
      'Hidden fields of the form, all of them, in this order; then the file as `file`. Null once the file was sent.',
  })
  fields: Record<string, string> | null;

  @Prop.integer({ description: 'Seconds that the form lives.' })
  expiresIn: number;

  @Prop.byteSize({ description: 'The largest file in bytes that the store takes with this form.' })
  maxSize: number;

  @Prop.text({ description: 'Id of the file; the same as the upload’s id.' })
  fileId: string;

  @Prop.text({ nullable: true, description: 'The page that the store leads to; null: it answers 201 and XML.' })
  successUrl: string | null;

  static from({ upload, signed, successUrl }: IssuedForm): FormUrlView {
    return Object.assign(new FormUrlView(), {
      ...{ url: signed?.url ?? null, key: upload.key, fields: signed?.fields ?? null, successUrl: successUrl ?? null },
      ...{ expiresIn: upload.urlExpiresInSeconds, maxSize: upload.reservedBytes, fileId: upload.id },
    });
  }
}

/** A file whose bytes have arrived. */
export class FormFileView extends View {
  @Prop.text({ description: 'Id of the file.' })
  fileId: string;

  @Prop.text({ description: 'Original file name.' })
  filename: string;

  @Prop.byteSize({ nullable: true, description: 'Size in bytes of what arrived.' })
  size: number | null;

  @Prop.text({ description: 'Declared MIME type.' })
  contentType: string;

  static from({ id: fileId, filename, contentType }: Upload, size: number | null): FormFileView {
    return Object.assign(new FormFileView(), { fileId, filename, size, contentType });
  }
}

export class FormDownloadView extends View {
  @Prop.text({ description: 'A link to the bytes that needs no credentials.' })
  downloadUrl: string;

  static from({ url }: DownloadLink): FormDownloadView {
    return Object.assign(new FormDownloadView(), { downloadUrl: url });
  }
}
