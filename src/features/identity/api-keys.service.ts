import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { Actor, Scope } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId, newId } from '../../shared/ids.js';
import { pageOf, type Page, type ListPage } from '../../shared/page.js';
import { ActorCache } from './actor-cache.js';
import { ApiKeysRepository, type ApiKeyRow, type KeyRealm, type NewApiKey } from './api-keys.repository.js';
import { requireGrantable } from './domain/grants.js';
import { hashOf, isSecret, newSecret, prefixOf } from './domain/api-key-secret.js';
import { ApiKeyView } from './dto/api-key.view.js';
import type { CreateApiKeyInput } from './dto/create-api-key.input.js';

const MINUTE_MS = 60_000;

/** Keys for programs: made, listed, revoked, recognised. A secret leaves once, at creation, and is stored nowhere. */
@Injectable()
export class ApiKeysService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('ApiKeys');
  private readonly touching = new Set<Promise<void>>();

  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly cache: ActorCache,
  ) {}

  async create(actor: Actor, input: CreateApiKeyInput): Promise<ApiKeyView> {
    const scopes = [...new Set(input.scopes)] as Scope[];
    requireGrantable(actor, scopes);
    if (actor.boundTo && input.workspaceId && input.workspaceId !== actor.boundTo) throw Errors.notFound('Workspace');
    if (input.expiresAt && input.expiresAt.getTime() <= Date.now())
      throw Errors.invalidField('expires_at', 'must be in the future');
    const { secret, key } = mint({
      organizationId: actor.organizationId,
      workspaceId: input.workspaceId ?? actor.boundTo ?? null,
      name: input.name,
      scopes,
      expiresAt: input.expiresAt ?? null,
    });
    return ApiKeyView.from(await this.keys.create(key, secret), secret);
  }

  /** With its secret for the request that made it alone. */
  async get(actor: Actor, id: string, secret?: string): Promise<ApiKeyView> {
    return ApiKeyView.from(await this.mine(actor, id), secret);
  }

  async list(actor: Actor, page: ListPage): Promise<Page<ApiKeyView>> {
    return pageOf(await this.keys.list(realmOf(actor), page), page, (row) => ApiKeyView.from(row));
  }

  /** Refused at once in this process, within five seconds in every other. */
  async revoke(actor: Actor, id: string): Promise<ApiKeyView> {
    const key = await this.mine(actor, id);
    requireGrantable(actor, key.scopes);
    await this.keys.revoke(id);
    this.cache.forget();
    return ApiKeyView.from(key);
  }

  /** The key behind a secret, if it may still be used. */
  async recognise(secret: string): Promise<ApiKeyRow> {
    const key = isSecret(secret) ? await this.keys.findUsable(hashOf(secret)) : undefined;
    if (!key) throw Errors.unauthenticated();
    if (!key.lastUsedAt || key.lastUsedAt.getTime() < Date.now() - MINUTE_MS) this.touch(key.id);
    return key;
  }

  /** Last uses still being written are kept: nobody waited for them. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.touching);
  }

  private touch(id: string): void {
    const touched: Promise<void> = this.keys
      .touch(id)
      .catch((error: Error) => this.logger.warn(`The last use of ${id} was not noted: ${error.message}`))
      .finally(() => this.touching.delete(touched));
    this.touching.add(touched);
  }

  private async mine(actor: Actor, id: string): Promise<ApiKeyRow> {
    const key = isId('key', id) ? await this.keys.find(realmOf(actor), id) : undefined;
    if (!key) throw Errors.notFound('API key');
    return key;
  }
}

/** A fresh secret (or the given one) and the row to keep of it. */
export function mint(
  key: Omit<NewApiKey, 'id' | 'prefix' | 'hash'>,
  secret = newSecret(),
): { secret: string; key: NewApiKey } {
  return { secret, key: { ...key, id: newId('key'), prefix: prefixOf(secret), hash: hashOf(secret) } };
}

function realmOf({ organizationId, boundTo }: Actor): KeyRealm {
  return { organizationId, ...(boundTo ? { workspaceId: boundTo } : {}) };
}
