import { Injectable } from '@nestjs/common';
import { UrlSigner } from '../../../platform/object-store/url-signer.js';
import { type Actor, actorId } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { contentDisposition } from '../domain/content-disposition.js';
import { filenameProblem } from '../domain/filename.js';
import { isInlineSafe, servedType } from '../domain/served-type.js';
import { isOpen } from '../domain/upload-states.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload, UploadBlob } from '../domain/upload.js';
import { DownloadNotesRepository } from './download-notes.repository.js';
import { UploadAccess } from '../records/upload-access.js';
import type { ReadableUpload } from './viewed-files.service.js';

const CONTENT_SECONDS = 60;
const DEFAULT_LINK_SECONDS = 300;

export interface DownloadOptions {
  filename?: string;
  /** Seconds. */
  expiresIn?: number;
  disposition?: 'inline' | 'attachment';
}

/** A requested link. */
export interface AskedLink {
  id: string;
  options: DownloadOptions;
}

export interface DownloadLink {
  url: string;
  expiresAt: Date;
}

/** A picture that was made of a file, under a name such as thumb. */
export interface DerivedPicture {
  name: string;
  key: string;
  contentType: string;
}

/** The only way to bytes: short-lived links to blobs of AVAILABLE uploads, served as what they were found to be. */
@Injectable()
export class DownloadsService {
  constructor(
    private readonly access: UploadAccess,
    private readonly signer: UrlSigner,
    private readonly notes: DownloadNotesRepository,
  ) {}

  /** A 60-second link, for a redirect. */
  content(actor: Actor, id: string): Promise<DownloadLink> {
    return this.link(actor, id, { expiresIn: CONTENT_SECONDS });
  }

  async link(actor: Actor, id: string, options: DownloadOptions): Promise<DownloadLink> {
    checkOptions(options);
    const upload = await this.access.toRead(actor, id);
    const blob = blobOf(upload);
    if (!blob) throw whyUnreadable(upload);
    await this.notes.note(actor, [id], actorId(actor));
    return this.sign(upload, blob, options);
  }

  /** Links to those of many files that can be read, by as many statements as for one; `null` for the others. */
  async linkEach(actor: Actor, asked: readonly AskedLink[]): Promise<(DownloadLink | null)[]> {
    asked.forEach(({ options }) => checkOptions(options));
    const uploads = await this.access.toReadEach(actor, [...new Set(asked.map(({ id }) => id))]);
    const readable = [...uploads.values()].filter((upload) => blobOf(upload));
    await this.notes.note(
      actor,
      readable.map(({ id }) => id),
      actorId(actor),
    );
    return asked.map(({ id, options }) => {
      const upload = uploads.get(id);
      const blob = upload && blobOf(upload);
      return blob ? this.sign(upload, blob, options) : null;
    });
  }

  /** A 60-second link to a file that the caller was found to be allowed to read. */
  contentOf(upload: ReadableUpload): DownloadLink {
    return this.sign(upload, upload.blob, { expiresIn: CONTENT_SECONDS });
  }

  /** The same to a picture that was made of such a file. It is shown inline: the service itself wrote every byte of it. */
  contentOfVariant({ filename }: Upload, { name, key, contentType }: DerivedPicture): DownloadLink {
    const { url, expiresAt } = this.signer.signGet({
      ...{ key, contentType, expiresInSeconds: CONTENT_SECONDS },
      contentDisposition: contentDisposition('inline', `${name}-${filename.replace(/\.[^.]*$/, '')}.webp`),
    });
    return { url, expiresAt };
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

/** The bytes that may be read; `null` for an upload that is not AVAILABLE. */
function blobOf({ status, blob }: Upload): UploadBlob | null {
  return status === 'AVAILABLE' ? blob : null;
}

function whyUnreadable({ status, statusReason }: Upload): Error {
  return isOpen(status) ? UploadErrors.notReadable(status) : UploadErrors.gone(status, statusReason);
}

function checkOptions({ filename }: DownloadOptions): void {
  const problem = filename === undefined ? undefined : filenameProblem(filename);
  if (problem) throw Errors.invalidField('filename', problem);
}
