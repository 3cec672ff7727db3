import { Injectable } from '@nestjs/common';
import { RightsChanges } from '../../../edge/auth/rights-changes.js';
import type { Actor } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { isId, newId } from '../../../shared/ids.js';
import type { PageRequest } from '../../../shared/page.js';
import { AuditTrail } from '../../audit/index.js';
import { hashOf } from '../domain/api-key-secret.js';
import { scopesOfBearer } from './upload-token-bearer.js';
import { isUploadTokenSecret, newUploadTokenSecret } from './upload-token-secret.js';
import type { UploadToken, UploadTokenWithSecret } from './upload-token.js';
import {
  type NewUploadToken,
  type UploadTokenRealm,
  UploadTokensRepository,
  type UsableUploadToken,
} from './upload-tokens.repository.js';

/** Upload tokens as identity has them: a secret is shown once, at creation; only its hash is stored. */
@Injectable()
export class UploadTokens {
  constructor(
    private readonly tokens: UploadTokensRepository,
    private readonly rights: RightsChanges,
    private readonly audit: AuditTrail,
  ) {}

  async mint(actor: Actor, token: Omit<NewUploadToken, 'id' | 'hash'>): Promise<UploadTokenWithSecret> {
    const secret = newUploadTokenSecret();
    const row = { ...token, id: newId('utk'), hash: hashOf(secret) };
    const detail = { bucket: token.bucketId, expires_at: token.expiresAt.toISOString() };
    const { workspaceId } = token;
    const record = this.audit.recording(actor, { action: 'upload_token.create', target: row.id, detail, workspaceId });
    return { token: await this.tokens.create(row, secret, record), secret };
  }

  async get(realm: UploadTokenRealm, id: string): Promise<UploadToken> {
    const token = isId('utk', id) ? await this.tokens.find(realm, id) : undefined;
    if (!token) throw Errors.notFound('Upload token');
    return token;
  }

  list(realm: UploadTokenRealm, page: PageRequest): Promise<UploadToken[]> {
    return this.tokens.list(realm, page);
  }

  /** The token is refused at once in this process, within five seconds in every other. */
  async revoke(actor: Actor, realm: UploadTokenRealm, id: string): Promise<UploadToken> {
    const token = await this.get(realm, id);
    const { workspaceId } = realm;
    await this.tokens.revoke(
      id,
      this.audit.recording(actor, { action: 'upload_token.revoke', target: id, workspaceId }),
    );
    await this.rights.announce(token.organizationId);
    return token;
  }

  /** The token behind a secret, while it and its maker may bring files. */
  async recognise(secret: string): Promise<UsableUploadToken> {
    const token = isUploadTokenSecret(secret) ? await this.tokens.findUsable(hashOf(secret)) : undefined;
    if (!token || !scopesOfBearer(token).has('uploads:write')) throw noSuchToken();
    return token;
  }
}

const noSuchToken = () =>
  Errors.unauthenticated(
    'The upload token is unknown, has expired or was revoked. Get a new one from your application.',
  );
