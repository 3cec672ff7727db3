import { Injectable } from '@nestjs/common';
import { RightsChanges } from '../../edge/auth/rights-changes.js';
import type { Actor, Scope } from '../../shared/actor.js';
import { concerning } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId, newId } from '../../shared/ids.js';
import { pageOf, type Page, type ListPage } from '../../shared/page.js';
import { type Act, AuditTrail } from '../audit/index.js';
import { ApiKeysRepository, type KeyRealm, type NewApiKey } from './api-keys.repository.js';
import type { ApiKey, ApiKeyWithSecret } from './domain/api-key.js';
import { requireGrantable } from './domain/grants.js';
import { hashOf, isSecret, newSecret, prefixOf } from './domain/api-key-secret.js';
import type { CreateApiKeyInput } from './dto/create-api-key.input.js';
import { LastUses } from './last-uses.service.js';

/** Keys for programs: creation, lists, revocation, look-up. A secret is shown once, at creation; only its hash is stored. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly rights: RightsChanges,
    private readonly audit: AuditTrail,
    private readonly uses: LastUses,
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
    return { key: await this.keys.create(key, secret, this.audit.recording(actor, creation(key))), secret };
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

  /** The key is refused at once in this process, and in every other when it learns of it. */
  async revoke(actor: Actor, id: string): Promise<ApiKey> {
    const key = await this.get(actor, id);
    requireGrantable(actor, key.scopes);
    const { name, workspaceId } = key;
    const act = { action: 'api_key.revoke', target: id, detail: { name }, ...placeOf(workspaceId) } as const;
    await this.keys.revoke(id, this.audit.recording(actor, act));
    await this.rights.announce(actor.organizationId);
    return key;
  }

  /** The key behind a secret, if it may still be used. */
  async recognise(secret: string): Promise<ApiKey> {
    const found = isSecret(secret) ? await this.keys.findByHash(hashOf(secret)) : undefined;
    if (!found) throw Errors.unauthenticated();
    const { isUsable, ...key } = found;
    if (!isUsable) throw concerning(Errors.unauthenticated(), { organizationId: key.organizationId, actor: key.id });
    this.uses.note(key, (id) => this.keys.touch(id));
    return key;
  }
}

/** A new secret (or the given one) and the row to store for it. */
export function mint(
  key: Omit<NewApiKey, 'id' | 'prefix' | 'hash'>,
  secret = newSecret(),
): { secret: string; key: NewApiKey } {
  return { secret, key: { ...key, id: newId('key'), prefix: prefixOf(secret), hash: hashOf(secret) } };
}

function creation({ id, name, scopes, workspaceId, expiresAt }: NewApiKey): Act {
  const detail = { name, scopes: [...scopes], expires_at: expiresAt?.toISOString() ?? null };
  return { action: 'api_key.create', target: id, detail, ...placeOf(workspaceId) };
}

const placeOf = (workspaceId: string | null) => (workspaceId === null ? {} : { workspaceId });

function realmOf({ organizationId, boundTo }: Actor): KeyRealm {
  return { organizationId, ...(boundTo ? { workspaceId: boundTo } : {}) };
}
