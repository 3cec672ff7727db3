import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import { fileStatusOf } from '../domain/file-status.js';
import type { Upload } from '../../uploads/index.js';

/** A file that was sent in a form and waits for its scan. */
export class ReceivedFileView extends View {
  @Prop.text({ wire: 'fileId', description: 'Id of the file.' })
  fileId: string;

  @Prop.text({ description: 'File name.' })
  filename: string;

  @Prop.text({ wire: 'mimeType', description: 'MIME type, which the bytes do not contradict.' })
  mimeType: string;

  @Prop.byteSize({ description: 'Bytes received.' })
  size: number;

  @Prop.text({ description: 'Name of its bucket.' })
  bucket: string;

  @Prop.choice({ values: ['pending_scan'], description: 'It is not scanned yet.' })
  status: string;

  @Prop.text({ nullable: true, description: 'Null until it is available.' })
  url: string | null;

  @Prop.dateTime({ wire: 'createdAt', description: 'When it was created.' })
  createdAt: Date;

  @Prop.text({ wire: 'uploadedBy', description: 'The user, else the key, that sent it.' })
  uploadedBy: string;

  static from({ id, filename, contentType, declaredSize, bucketName, ...upload }: Upload): ReceivedFileView {
    return Object.assign(new ReceivedFileView(), {
      ...{ fileId: id, filename, mimeType: contentType, size: declaredSize, bucket: bucketName },
      ...{ status: fileStatusOf(upload.status), url: null },
      ...{ createdAt: upload.createdAt, uploadedBy: upload.createdBy },
    });
  }
}
