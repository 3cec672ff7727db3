import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { Actor, Scope } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId, newId } from '../../shared/ids.js';
import { pageOf, type Page, type ListPage } from '../../shared/page.js';
import { ActorCache } from './actor-cache.js';
import { ApiKeysRepository, type KeyRealm, type NewApiKey } from './api-keys.repository.js';
import type { ApiKey, ApiKeyWithSecret } from './domain/api-key.js';
import { requireGrantable } from './domain/grants.js';
import { hashOf, isSecret, newSecret, prefixOf } from './domain/api-key-secret.js';
import type { CreateApiKeyInput } from './dto/create-api-key.input.js';

const MINUTE_MS = 60_000;

/** Keys for programs: creation, lists, revocation, look-up. A secret is shown once, at creation; only its hash is stored. */
@Injectable()
export class ApiKeysService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('ApiKeys');
  private readonly touching = new Set<Promise<void>>();

  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly cache: ActorCache,
  ) {}

  async create(actor: Actor, input: CreateApiKeyInput): Promise<ApiKeyWithSecret> {
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
    return { key: await this.keys.create(key, secret), secret };
  }

  async get(actor: Actor, id: string): Promise<ApiKey> {
    const key = isId('key', id) ? await this.keys.find(realmOf(actor), id) : undefined;
    if (!key) throw Errors.notFound('API key');
    return key;
  }

  /** The answer to the request that created it, again. */
  async made(actor: Actor, id: string, secret?: string): Promise<ApiKeyWithSecret> {
    return { key: await this.get(actor, id), secret };
  }

  async list(actor: Actor, page: ListPage): Promise<Page<ApiKey>> {
    return pageOf(await this.keys.list(realmOf(actor), page), page, (key) => key);
  }

  /** The key is refused at once in this process, within five seconds in every other. */
  async revoke(actor: Actor, id: string): Promise<ApiKey> {
    const key = await this.get(actor, id);
    requireGrantable(actor, key.scopes);
    await this.keys.revoke(id);
    this.cache.forget();
    return key;
  }

  /** The key behind a secret, if it may still be used. */
  async recognise(secret: string): Promise<ApiKey> {
    const key = isSecret(secret) ? await this.keys.findUsable(hashOf(secret)) : undefined;
    if (!key) throw Errors.unauthenticated();
    if (!key.lastUsedAt || key.lastUsedAt.getTime() < Date.now() - MINUTE_MS) this.touch(key.id);
    return key;
  }

  /** Waits for the last uses that are still being written. */
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
}

/** A new secret (or the given one) and the row to store for it. */
export function mint(
  key: Omit<NewApiKey, 'id' | 'prefix' | 'hash'>,
  secret = newSecret(),
): { secret: string; key: NewApiKey } {
  return { secret, key: { ...key, id: newId('key'), prefix: prefixOf(secret), hash: hashOf(secret) } };
}

function realmOf({ organizationId, boundTo }: Actor): KeyRealm {
  return { organizationId, ...(boundTo ? { workspaceId: boundTo } : {}) };
}
