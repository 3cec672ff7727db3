import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { UrlSigner } from '../../../platform/object-store/url-signer.js';
import { type MultipartPlan, sizeOfPart } from '../domain/multipart-plan.js';
import { stagingKey } from '../domain/object-key.js';
import type { Upload } from '../domain/upload.js';
import { uploadMethods } from '../domain/upload-method.js';
import type { SignedUpload } from './issued-upload.js';

type Declared = Pick<
  Upload,
  | 'id'
  | 'workspaceId'
  | 'method'
  | 'contentType'
  | 'declaredSize'
  | 'declaredHash'
  | 'reservedBytes'
  | 'guarantees'
  | 'urlExpiresInSeconds'
  | 'contentMd5'
  | 'contentDisposition'
>;

export interface SignedPart {
  partNumber: number;
  url: string;
  headers: Record<string, string>;
  size: number;
}

/** The URL of a part of any size. */
export interface SignedPartUrl {
  partNumber: number;
  url: string;
  expiresAt: Date;
}

export interface SignedParts {
  parts: SignedPart[];
  expiresAt: Date;
}

/** Part URLs signed before other requests get their turn: under a millisecond. */
const SLICE = 50;

/** Signs URLs that hold a sender to the plan of an upload. Decides nothing: method and guarantees are in the record. */
@Injectable()
export class UploadUrlsService {
  constructor(private readonly signer: UrlSigner) {}

  /**
   * `null` for an upload that has no URL for the whole file. `successUrl`: the page that a form leads to; not part of the
   * record.
   */
  sign(upload: Declared, { successUrl }: { successUrl?: string } = {}): SignedUpload | null {
    if (uploadMethods[upload.method].urls !== 'whole') return null;
    return upload.method === 'POST' ? this.signForm(upload, successUrl) : this.signPut(upload);
  }

  async signParts(
    upload: Declared & { multipartId: string },
    plan: MultipartPlan,
    partNumbers: number[],
  ): Promise<SignedParts> {
    const { multipartId: uploadId, urlExpiresInSeconds: expiresInSeconds } = upload;
    const shared = { key: stagingKey(upload), uploadId, expiresInSeconds, at: new Date() };
    let expiresAt = shared.at;
    const parts: SignedPart[] = [];
    for (const partNumber of partNumbers) {
      if (parts.length % SLICE === SLICE - 1) await setImmediate();
      const size = sizeOfPart(plan, partNumber);
      const signed = this.signer.signPart({ ...shared, partNumber, contentLength: size });
      expiresAt = signed.expiresAt;
      parts.push({ partNumber, url: signed.url, headers: signed.headers, size });
    }
    return { parts, expiresAt };
  }

  /** Parts of which no plan says how long they are: their number bounds the file, and admission counts them. */
  async signPartsOfAnySize(
    upload: Declared & { multipartId: string },
    partNumbers: number[],
  ): Promise<SignedPartUrl[]> {
    const { multipartId: uploadId, urlExpiresInSeconds: expiresInSeconds } = upload;
    const shared = { key: stagingKey(upload), uploadId, expiresInSeconds, at: new Date() };
    const parts: SignedPartUrl[] = [];
    for (const partNumber of partNumbers) {
      if (parts.length % SLICE === SLICE - 1) await setImmediate();
      const { url, expiresAt } = this.signer.signPart({ ...shared, partNumber });
      parts.push({ partNumber, url, expiresAt });
    }
    return parts;
  }

  private signPut(upload: Declared): SignedUpload {
    const { guarantees } = upload;
    const { url, headers } = this.signer.signPut({
      key: stagingKey(upload),
      contentType: upload.contentType,
      contentLength: upload.declaredSize ?? undefined,
      sha256: guarantees.includes('sha256') ? (upload.declaredHash ?? undefined) : undefined,
      createOnly: guarantees.includes('create_only'),
      contentMd5: upload.contentMd5 ?? undefined,
      contentDisposition: upload.contentDisposition ?? undefined,
      expiresInSeconds: upload.urlExpiresInSeconds,
    });
    return { url, headers, fields: null };
  }

  /** A known size is the only one that the form takes; otherwise anything up to what was reserved. */
  private signForm(upload: Declared, successUrl?: string): SignedUpload {
    const { url, fields } = this.signer.signPost({
      key: stagingKey(upload),
      contentType: upload.contentType,
      minLength: upload.declaredSize ?? 1,
      maxLength: upload.declaredSize ?? upload.reservedBytes,
      ...(successUrl === undefined ? { successStatus: 201 } : { successUrl }),
      expiresInSeconds: upload.urlExpiresInSeconds,
    });
    return { url, headers: {}, fields };
  }
}
