import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import { fileStatusOf } from '../domain/file-status.js';
import { type IssuedUpload, requestableMethods, type Upload } from '../../uploads/index.js';

const status = Prop.choice({
  values: ['pending_scan', 'available'],
  description: 'pending_scan until the bytes have arrived and were scanned.',
});

/** A URL to send one file to. */
export class PresignedFileView extends View {
  @Prop.text({ wire: 'fileId', description: 'Id of the file.' })
  fileId: string;

  @Prop.text({ wire: 'uploadUrl', nullable: true, description: 'Where the bytes go; null for MULTIPART.' })
  uploadUrl: string | null;

  @Prop.choice({ values: requestableMethods, description: 'How they are sent there.' })
  method: string;

  @Prop.dateTime({ wire: 'expiresAt', description: 'When the URL stops working.' })
  expiresAt: Date;

  @Prop.json({ nullable: true, description: 'POST only: the form’s fields, to be sent before the file.' })
  fields: Record<string, string> | null;

  @Prop.json({ description: 'Headers to send with the bytes, as they are.' })
  headers: Record<string, string>;

  @status status: string;

  static from({ upload, signed }: IssuedUpload): PresignedFileView {
    return Object.assign(new PresignedFileView(), {
      fileId: upload.id,
      uploadUrl: signed?.url ?? null,
      method: upload.method,
      expiresAt: upload.urlExpiresAt,
      fields: signed?.fields ?? null,
      headers: signed?.headers ?? {},
      status: fileStatusOf(upload.status),
    });
  }
}

/** A file that was confirmed. */
export class ConfirmedFileView extends View {
  @Prop.text({ wire: 'fileId', description: 'Id of the file.' })
  fileId: string;

  @status status: string;

  static from({ id, status: core }: Upload): ConfirmedFileView {
    return Object.assign(new ConfirmedFileView(), { fileId: id, status: fileStatusOf(core) });
  }
}
