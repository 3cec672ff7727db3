import { Injectable } from '@nestjs/common';
import { Errors } from '../../../shared/errors/errors.js';
import { isOpen } from '../domain/upload-states.js';
import type { Upload, UploadBlob } from '../domain/upload.js';
import { UploadsRepository } from '../records/uploads.repository.js';
import { SignedIds } from '../signed-ids/signed-ids.js';
import { DownloadNotesRepository } from './download-notes.repository.js';

/** A file whose bytes may be read. */
export type ReadableUpload = Upload & { blob: UploadBlob };

/** Files for the holders of view ids, who send no credentials. Refusals name nothing: a link may be anywhere. */
@Injectable()
export class ViewedFilesService {
  constructor(
    private readonly ids: SignedIds,
    private readonly uploads: UploadsRepository,
    private readonly notes: DownloadNotesRepository,
  ) {}

  /** Noted for the actor that the id was issued to, before anything is returned. */
  async open(viewId: string): Promise<ReadableUpload> {
    const signed = this.ids.verify('view', viewId);
    const upload = signed && (await this.uploads.findAnywhere({ ...signed, id: signed.uploadId }));
    if (!upload || isOpen(upload.status)) throw Errors.notFound('File');
    const { status, blob } = upload;
    if (status !== 'AVAILABLE' || !blob) throw Errors.gone('The file cannot be read any more.');
    if (signed.issuedTo) await this.notes.note(upload, [upload.id], signed.issuedTo);
    return { ...upload, blob };
  }
}
