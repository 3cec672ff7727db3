import { Injectable } from '@nestjs/common';
import { UrlSigner } from '../../../platform/object-store/url-signer.js';
import { type Actor, actorId } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { contentDisposition } from '../domain/content-disposition.js';
import { filenameProblem } from '../domain/filename.js';
import { isInlineSafe, servedType } from '../domain/served-type.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload, UploadBlob } from '../domain/upload.js';
import { DownloadNotesRepository } from './download-notes.repository.js';
import { UploadsService } from '../uploads.service.js';

const CONTENT_SECONDS = 60;
const DEFAULT_LINK_SECONDS = 300;

export interface DownloadOptions {
  filename?: string;
  /** Seconds. */
  expiresIn?: number;
  disposition?: 'inline' | 'attachment';
}

export interface DownloadLink {
  url: string;
  expiresAt: Date;
}

/** The only way to bytes: short-lived links to blobs of AVAILABLE uploads, served as what they were found to be. */
@Injectable()
export class DownloadsService {
  constructor(
    private readonly uploads: UploadsService,
    private readonly signer: UrlSigner,
    private readonly notes: DownloadNotesRepository,
  ) {}

  /** A 60-second link to follow at once. */
  content(actor: Actor, id: string): Promise<DownloadLink> {
    return this.link(actor, id, { expiresIn: CONTENT_SECONDS });
  }

  async link(actor: Actor, id: string, options: DownloadOptions): Promise<DownloadLink> {
    const problem = options.filename === undefined ? undefined : filenameProblem(options.filename);
    if (problem) throw Errors.invalidField('filename', problem);
    const upload = await this.uploads.get(actor, id);
    const blob = readableBlob(upload);
    await this.notes.note(actor, upload, actorId(actor));
    return this.sign(upload, blob, options);
  }

  private sign(upload: Upload, blob: UploadBlob, options: DownloadOptions): DownloadLink {
    const inlineSafe = isInlineSafe(upload);
    const expiresInSeconds = options.expiresIn ?? DEFAULT_LINK_SECONDS;
    const kind = inlineSafe ? (options.disposition ?? 'inline') : 'attachment';
    const { url } = this.signer.signGet({
      key: blob.key,
      expiresInSeconds,
      contentType: servedType(upload),
      contentDisposition: contentDisposition(kind, options.filename ?? upload.filename),
    });
    return { url, expiresAt: new Date(Date.now() + expiresInSeconds * 1000) };
  }
}

function readableBlob(upload: Upload): UploadBlob {
  if (upload.status === 'AVAILABLE' && upload.blob) return upload.blob;
  if (upload.status === 'PENDING' || upload.status === 'UPLOADING' || upload.status === 'SCANNING')
    throw UploadErrors.notReadable(upload.status);
  throw UploadErrors.gone(upload.status, upload.statusReason);
}
