import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { type Actor, mayUse, type Scope } from '../../shared/actor.js';
import { DomainError } from '../../shared/errors/domain-error.js';
import { type ListPage, type Page, pageOf } from '../../shared/page.js';
import { type Bucket, BucketsService } from '../buckets/index.js';
import { type UploadToken, UploadTokens, type UploadTokenWithSecret } from '../identity/index.js';
import { tierLimits } from '../workspaces/index.js';
import { tokenLife } from './domain/token-life.js';
import { checkLimits } from './domain/token-limits.js';
import { type TokenUrls, urlsOf } from './domain/token-urls.js';
import { UploadTokenErrors } from './domain/upload-token.errors.js';
import type { CreateUploadTokenInput } from './dto/create-upload-token.input.js';

/** A token with its secret and URLs, in the answer that created it. */
export interface IssuedUploadToken extends UploadTokenWithSecret {
  urls?: TokenUrls;
}

/** Upload tokens as their makers see them: never more than the maker may do, and ended by the maker or an administrator. */
@Injectable()
export class UploadTokensService {
  private readonly publicUrl: string;

  constructor(
    private readonly buckets: BucketsService,
    private readonly tokens: UploadTokens,
    config: Config,
  ) {
    this.publicUrl = config.publicUrl.replace(/\/+$/, '');
  }

  async create(actor: Actor, input: CreateUploadTokenInput): Promise<IssuedUploadToken> {
    const bucket = await this.bucketOf(actor, input.bucket);
    checkLimits(input, bucket, tierLimits[actor.tier].maxFileBytes);
    const { organizationId, workspaceId } = actor;
    const { origin = null, maxFiles = null, maxFileSize: maxFileBytes, expiresIn = tokenLife.usual } = input;
    const made = await this.tokens.mint(actor, {
      ...{ organizationId, workspaceId, bucketId: bucket.id, maxFileBytes, maxFiles, origin },
      keyId: actor.userId === undefined ? actor.keyId! : null,
      userId: actor.userId ?? null,
      scopes: grantable(actor),
      contentTypes: input.allowedContentTypes ?? [],
      expiresAt: new Date(Date.now() + expiresIn * 1000),
    });
    return this.issued(made);
  }

  get(actor: Actor, id: string): Promise<UploadToken> {
    return this.tokens.get(realmOf(actor), id);
  }

  /** The answer to the request that created it, again. */
  async made(actor: Actor, id: string, secret?: string): Promise<IssuedUploadToken> {
    return this.issued({ token: await this.get(actor, id), secret });
  }

  /** Newest first, without those that have expired. */
  async list(actor: Actor, page: ListPage): Promise<Page<UploadToken>> {
    return pageOf(await this.tokens.list(realmOf(actor), page), page, (token) => token);
  }

  async revoke(actor: Actor, id: string): Promise<UploadToken> {
    return this.tokens.revoke(actor, realmOf(actor), id);
  }

  private issued(made: UploadTokenWithSecret): IssuedUploadToken {
    return { ...made, urls: made.secret === undefined ? undefined : urlsOf(this.publicUrl, made.secret) };
  }

  private async bucketOf(actor: Actor, named: string): Promise<Bucket> {
    try {
      return await this.buckets.get(actor, named);
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'not-found') throw UploadTokenErrors.noSuchBucket(named);
      throw error;
    }
  }
}

/** What the bearer will be able to do at most: to bring files, and to see them if the maker sees files. */
function grantable(actor: Actor): Scope[] {
  return mayUse(actor, 'uploads:read') ? ['uploads:write', 'uploads:read'] : ['uploads:write'];
}

/** Members see and end their own tokens, administrators and keys any of the workspace. */
function realmOf({ workspaceId, role, userId }: Actor) {
  return role === 'member' ? { workspaceId, madeBy: userId } : { workspaceId };
}
