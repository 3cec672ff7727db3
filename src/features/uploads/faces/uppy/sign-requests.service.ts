import { Injectable } from '@nestjs/common';
import { Config } from '../../../../config/config.js';
import type { Actor } from '../../../../shared/actor.js';
import { Errors } from '../../../../shared/errors/errors.js';
import { newId } from '../../../../shared/ids.js';
import { stagingKey } from '../../domain/object-key.js';
import { SignedIds } from '../../signed-ids/signed-ids.js';
import { type Given, integerIn, requiredText, textIn } from './read-request.js';
import { fileOf } from './requested-file.js';
import { UppyErrors } from './uppy.errors.js';
import { UppyUploadsService } from './uppy-uploads.service.js';

/** What Uppy 6 needs to send one request. */
export interface SignedRequestView {
  url: string;
  key?: string;
  headers?: Record<string, string>;
  fields?: Record<string, string>;
  /** `null` until a session of parts is open: then its id is the upload's. */
  upload_id: string | null;
}

/** How long a session may wait to be opened. */
const OPENING_MS = 15 * 60_000;
/** What a URL may hold besides the token. */
const MOST_QUERY_CHARS = 6_000;

/**
 * Signs what Uppy 6 asks `signRequest` for. The whole file and its parts go to the store; the requests that open, list,
 * complete and abort a session come to this service, which plans and checks them.
 */
@Injectable()
export class SignRequestsService {
  constructor(
    private readonly uploads: UppyUploadsService,
    private readonly ids: SignedIds,
    private readonly config: Config,
  ) {}

  async sign(actor: Actor, token: string, request: Given): Promise<SignedRequestView> {
    const key = requiredText(request, 'key');
    const uploadId = textIn(request, 'uploadId');
    const partNumber = integerIn(request, 'partNumber', 1);
    const method = requiredText(request, 'method').toUpperCase();
    if (uploadId !== undefined) return this.inSession(actor, token, method, { uploadId, key, partNumber });
    if (method === 'PUT') return this.whole(actor, request, key);
    if (method === 'POST') return this.opening(actor, token, request, key);
    throw UppyErrors.noSuchRequest();
  }

  private async whole(actor: Actor, request: Given, key: string): Promise<SignedRequestView> {
    const { upload, signed } = await this.uploads.whole(actor, fileOf(request, key));
    const { url, headers, fields } = signed;
    const how = fields ? { fields } : { headers };
    return { url, key: stagingKey(upload), ...how, upload_id: upload.id };
  }

  /** The upload is created by the request that this URL is for, because only that one says its type. */
  private opening(actor: Actor, token: string, request: Given, key: string): SignedRequestView {
    const { workspaceId } = actor;
    const { filename, fileSizeBytes, metadata } = fileOf(request, key);
    const id = newId('upl');
    const session = this.ids.sign('session', { workspaceId, uploadId: id }, new Date(Date.now() + OPENING_MS));
    const query = new URLSearchParams({ uploads: '', filename });
    if (fileSizeBytes !== undefined) query.set('size', String(fileSizeBytes));
    if (Object.keys(metadata).length > 0) query.set('metadata', JSON.stringify(metadata));
    const text = query.toString();
    if (text.length > MOST_QUERY_CHARS)
      throw Errors.invalidField('metadata', 'must be shorter: in an upload in parts it travels in a URL');
    const type = textIn(request, 'contentType') ?? textIn(request, 'type');
    const headers = type === undefined ? {} : { headers: { 'Content-Type': type } };
    const url = `${this.below(token)}/${session}?${text}`;
    return { url, key: stagingKey({ workspaceId, id }), ...headers, upload_id: null };
  }

  private async inSession(
    actor: Actor,
    token: string,
    method: string,
    { uploadId, key, partNumber }: { uploadId: string; key: string; partNumber?: number },
  ): Promise<SignedRequestView> {
    if (method === 'PUT' && partNumber !== undefined) {
      const [part] = await this.uploads.sign(actor, { uploadId, key }, [partNumber]);
      return { url: part!.url, key, upload_id: uploadId };
    }
    if (method === 'PUT' || partNumber !== undefined || !['GET', 'POST', 'DELETE'].includes(method))
      throw UppyErrors.noSuchRequest();
    const query = new URLSearchParams({ uploadId, key });
    return { url: `${this.below(token)}/${encodeURIComponent(uploadId)}?${query}`, key, upload_id: uploadId };
  }

  private below(token: string): string {
    return `${this.config.publicUrl.replace(/\/+$/, '')}/u/${token}/s3-multipart`;
  }
}
