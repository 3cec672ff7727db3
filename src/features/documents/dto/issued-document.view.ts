import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import type { IssuedDocument } from '../creation/create-document.service.js';

/** A new document and where its file is sent. */
export class IssuedDocumentView extends View {
  @Prop.id({ description: 'Id of the document.' })
  documentId: string;

  @Prop.id({ description: 'The upload that brings its file.' })
  uploadId: string;

  @Prop.text({ nullable: true, description: 'Where to PUT the bytes. Null once they have arrived.' })
  uploadUrl: string | null;

  @Prop.text({ description: 'The planned key of the file in the store.' })
  s3Key: string;

  @Prop.json({ description: 'Headers to send with the bytes, exactly as they are.' })
  headers: Record<string, string>;

  @Prop.dateTime({ description: 'When the URL stops working.' })
  expiresAt: Date;

  static from({ document, signed }: IssuedDocument): IssuedDocumentView {
    return Object.assign(new IssuedDocumentView(), {
      documentId: document.id,
      uploadId: document.uploadId,
      uploadUrl: signed?.url ?? null,
      s3Key: document.upload.key,
      headers: signed?.headers ?? {},
      expiresAt: document.upload.urlExpiresAt,
    });
  }
}

/** A link to the bytes of a document. */
export class DocumentLinkView extends View {
  @Prop.text({ description: 'Needs no credentials; works for DOCUMENT_PRESIGNED_URL_EXPIRY seconds.' })
  downloadUrl: string;

  static from(downloadUrl: string): DocumentLinkView {
    return Object.assign(new DocumentLinkView(), { downloadUrl });
  }
}
