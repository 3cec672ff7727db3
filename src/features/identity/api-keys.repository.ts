import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { noteMade } from '../../platform/idempotency/leased-key.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { orNotFound } from '../../platform/prisma/refusals.js';
import type { Scope } from '../../shared/actor.js';
import type { PageRequest } from '../../shared/page.js';
import type { ApiKey } from './domain/api-key.js';

export type NewApiKey = Omit<ApiKey, 'createdAt' | 'lastUsedAt'> & { hash: Buffer<ArrayBuffer> };

/** The keys that a caller sees: those of its organization, for a bound caller of one workspace. */
export interface KeyRealm {
  organizationId: string;
  workspaceId?: string;
}

const MAX_TOGETHER = 100;

const usableStatement = {
  name: 'usable_api_key',
  text: `SELECT hash, id, organization_id AS "organizationId", workspace_id AS "workspaceId", name, prefix, scopes,
    created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt"
    FROM api_keys WHERE hash = ANY ($1::bytea[]) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
};

/** The table of API keys. The row of a revoked key stays and is never found. */
@Injectable()
export class ApiKeysRepository {
  /** Keys that are looked up at the same moment share a statement. */
  private readonly usable = new DataLoader<Buffer, ApiKey | undefined>((hashes) => this.findEachUsable(hashes), {
    cache: false,
    maxBatchSize: MAX_TOGETHER,
  });

  constructor(private readonly database: Database) {}

  /** The secret is stored only in the idempotency record of the request, encrypted. */
  create(key: NewApiKey, secret: string): Promise<ApiKey> {
    return this.database.asSystem(async (tx) => {
      await noteMade(tx, { id: key.id, secret });
      return this.insert(key, tx);
    });
  }

  async insert(key: NewApiKey, tx: Tx): Promise<ApiKey> {
    const row = await tx.apiKey.create({ data: key, omit: { hash: true } }).catch(orNotFound('Workspace'));
    return shown(row);
  }

  /** For the bootstrap key: an existing key stays as it is, revoked or not. */
  async insertUnlessKnown(key: NewApiKey, tx: Tx): Promise<void> {
    await tx.apiKey.createMany({ data: [key], skipDuplicates: true });
  }

  /** Neither revoked nor expired. Every caller not seen for a few seconds is looked up here. */
  findUsable(hash: Buffer<ArrayBuffer>): Promise<ApiKey | undefined> {
    return this.usable.load(hash);
  }

  private async findEachUsable(hashes: readonly Buffer[]): Promise<(ApiKey | undefined)[]> {
    const values = [hashes];
    const { rows } = await this.database.systemPool.query<ApiKey & { hash: Buffer }>({ ...usableStatement, values });
    const found = new Map(rows.map(({ hash, ...key }) => [hash.toString('hex'), key]));
    return hashes.map((hash) => found.get(hash.toString('hex')));
  }

  async hasUsableSystemKey(organizationId: string, tx: Tx): Promise<boolean> {
    const where = { organizationId, scopes: { has: 'system' }, ...usable() };
    return (await tx.apiKey.count({ where })) > 0;
  }

  async find(realm: KeyRealm, id: string): Promise<ApiKey | undefined> {
    const where = { ...realm, id, revokedAt: null };
    const row = await this.database.system.apiKey.findFirst({ where, omit: { hash: true } });
    return row ? shown(row) : undefined;
  }

  async list(realm: KeyRealm, { limit, after }: PageRequest): Promise<ApiKey[]> {
    const where = { ...realm, revokedAt: null, ...(after ? { id: { lt: after } } : {}) };
    const page = { where, orderBy: { id: 'desc' }, take: limit + 1, omit: { hash: true } } as const;
    return (await this.database.system.apiKey.findMany(page)).map(shown);
  }

  async revoke(id: string): Promise<void> {
    await this.database.system.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } });
  }

  /** At most one write a minute, however many processes use the key. */
  async touch(id: string): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE api_keys SET last_used_at = now()
      WHERE id = ${id} AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`;
  }
}

const usable = () => ({ revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] });

function shown(row: Omit<ApiKey, 'scopes'> & { scopes: string[] }): ApiKey {
  return { ...row, scopes: row.scopes as Scope[] };
}
