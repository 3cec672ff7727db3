import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { StoreCapabilities } from '../../../platform/object-store/store-capabilities.js';
import { type Guarantee, UrlSigner } from '../../../platform/object-store/url-signer.js';
import { type MultipartPlan, sizeOfPart } from '../domain/multipart-plan.js';
import { stagingKey } from '../domain/object-key.js';
import type { Upload } from '../domain/upload.js';
import { UploadErrors } from '../domain/upload.errors.js';
import { methodFor, rulesOf, type UploadMethod, uploadMethods } from '../domain/upload-method.js';

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
>;

/** How the caller sends the bytes: a PUT with these headers, or a form with these fields. */
export interface SignedUpload {
  url: string;
  headers: Record<string, string>;
  fields: Record<string, string> | null;
}

export interface SignedPart {
  partNumber: number;
  url: string;
  headers: Record<string, string>;
  size: number;
}

export interface SignedParts {
  parts: SignedPart[];
  expiresAt: Date;
}

/** Part URLs signed before other requests get their turn: under a millisecond. */
const SLICE = 50;

/** A completed multipart object cannot be written again, whatever the store: its URLs end with its session. */
const isInherent = (method: UploadMethod, guarantee: Guarantee) =>
  method === 'MULTIPART' && guarantee === 'create_only';

/** Turns what was declared into URLs that mean it, and says what the store will enforce. */
@Injectable()
export class UploadUrlsService {
  constructor(
    private readonly signer: UrlSigner,
    private readonly capabilities: StoreCapabilities,
  ) {}

  /** How the bytes come. */
  methodFor(asked: Parameters<typeof methodFor>[0]): UploadMethod {
    const method = methodFor(asked, this.capabilities.takesForms);
    this.refuseImpossible(method);
    return method;
  }

  /** No form where the store was found not to take them, or to hold nobody to what they say. */
  refuseImpossible(method: UploadMethod): void {
    if (!this.isPossible(method)) throw UploadErrors.noForms();
  }

  isPossible(method: UploadMethod): boolean {
    return method !== 'POST' || !this.capabilities.lacksForms;
  }

  /** What the store will enforce for an upload that asks for these: nothing that is not known to hold. */
  guaranteesFor(method: UploadMethod, asked: readonly string[], declaredSize: number | null): Guarantee[] {
    const always: Guarantee[] = method === 'PUT' && declaredSize === null ? ['type'] : ['length', 'type'];
    const extra = rulesOf({ method }).guarantees.filter((guarantee) => asked.includes(guarantee));
    return [...always, ...extra].filter((g) => isInherent(method, g) || this.capabilities.enforces(g));
  }

  /** `null` for an upload that has no URL for the whole file. */
  sign(upload: Declared): SignedUpload | null {
    if (uploadMethods[upload.method].urls !== 'whole') return null;
    return upload.method === 'POST' ? this.signForm(upload) : this.signPut(upload);
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

  private signPut(upload: Declared): SignedUpload {
    const { guarantees } = upload;
    const { url, headers } = this.signer.signPut({
      key: stagingKey(upload),
      contentType: upload.contentType,
      contentLength: upload.declaredSize ?? undefined,
      sha256: guarantees.includes('sha256') ? (upload.declaredHash ?? undefined) : undefined,
      createOnly: guarantees.includes('create_only'),
      expiresInSeconds: upload.urlExpiresInSeconds,
    });
    return { url, headers, fields: null };
  }

  /** A known size is the only one that the form takes; otherwise anything up to what was reserved. */
  private signForm(upload: Declared): SignedUpload {
    const { url, fields } = this.signer.signPost({
      key: stagingKey(upload),
      contentType: upload.contentType,
      minLength: upload.declaredSize ?? 1,
      maxLength: upload.declaredSize ?? upload.reservedBytes,
      successStatus: 201,
      expiresInSeconds: upload.urlExpiresInSeconds,
    });
    return { url, headers: {}, fields };
  }
}
