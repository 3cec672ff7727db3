import { Injectable } from '@nestjs/common';
import { StoreCapabilities } from '../../platform/object-store/store-capabilities.js';
import { type Guarantee, type SignedRequest, UrlSigner } from '../../platform/object-store/url-signer.js';
import { stagingKey } from './domain/object-key.js';
import type { Upload } from './domain/upload.js';

type Declared = Pick<
  Upload,
  'id' | 'workspaceId' | 'contentType' | 'declaredSize' | 'declaredHash' | 'urlExpiresInSeconds'
>;

/** Turns what was declared into a URL that means it, and says what the store will enforce. */
@Injectable()
export class UploadUrlsService {
  constructor(
    private readonly signer: UrlSigner,
    private readonly capabilities: StoreCapabilities,
  ) {}

  /** What the store will enforce for an upload that asks for these: nothing that is not known to hold. */
  guaranteesFor(asked: readonly string[], declaredSize: number | null): Guarantee[] {
    const always: Guarantee[] = declaredSize === null ? ['type'] : ['length', 'type'];
    const extra = (['sha256', 'create_only'] as const).filter((guarantee) => asked.includes(guarantee));
    return [...always, ...extra].filter((guarantee) => this.capabilities.enforces(guarantee));
  }

  sign(upload: Declared, asked: readonly string[]): SignedRequest {
    return this.signer.signPut({
      key: stagingKey(upload),
      contentType: upload.contentType,
      contentLength: upload.declaredSize ?? undefined,
      sha256: asked.includes('sha256') ? (upload.declaredHash ?? undefined) : undefined,
      createOnly: asked.includes('create_only'),
      expiresInSeconds: upload.urlExpiresInSeconds,
    });
  }
}
