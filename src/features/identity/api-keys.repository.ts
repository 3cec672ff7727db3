import { Injectable } from '@nestjs/common';
import { noteMade } from '../../platform/idempotency/held-key.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { orNotFound } from '../../platform/prisma/refusals.js';
import type { Scope } from '../../shared/actor.js';
import type { PageRequest } from '../../shared/page.js';

/** A key as it is shown: without its hash. */
export interface ApiKeyRow {
  id: string;
  organizationId: string;
  workspaceId: string | null;
  name: string;
  prefix: string;
  scopes: Scope[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

export type NewApiKey = Omit<ApiKeyRow, 'createdAt' | 'lastUsedAt'> & { hash: Buffer<ArrayBuffer> };

/** Where to look: one organization, and for a bound caller one workspace of it. */
export interface KeyRealm {
  organizationId: string;
  workspaceId?: string;
}

const usableStatement = {
  name: 'usable_api_key',
  text: `SELECT id, organization_id AS "organizationId", workspace_id AS "workspaceId", name, prefix, scopes,
    created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt"
    FROM api_keys WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
};

/** The table of API keys. A revoked key stays as a row and is found by nobody. */
@Injectable()
export class ApiKeysRepository {
  constructor(private readonly database: Database) {}

  /** The secret is in the answer alone, and in what a retry of its request is answered from. */
  create(key: NewApiKey, secret: string): Promise<ApiKeyRow> {
    return this.database.asSystem(async (tx) => {
      await noteMade(tx, { id: key.id, secret });
      return this.insert(key, tx);
    });
  }

  async insert(key: NewApiKey, tx: Tx): Promise<ApiKeyRow> {
    const row = await tx.apiKey.create({ data: key, omit: { hash: true } }).catch(orNotFound('Workspace'));
    return shown(row);
  }

  /** The bootstrap key: as it is when it exists already, revoked or not. */
  async insertUnlessKnown(key: NewApiKey, tx: Tx): Promise<void> {
    await tx.apiKey.createMany({ data: [key], skipDuplicates: true });
  }

  /** Neither revoked nor expired. Every caller not seen for a few seconds is looked up here. */
  async findUsable(hash: Buffer<ArrayBuffer>): Promise<ApiKeyRow | undefined> {
    const { rows } = await this.database.systemPool.query<ApiKeyRow>({ ...usableStatement, values: [hash] });
    return rows[0];
  }

  async hasUsableSystemKey(organizationId: string, tx: Tx): Promise<boolean> {
    const where = { organizationId, scopes: { has: 'system' }, ...usable() };
    return (await tx.apiKey.count({ where })) > 0;
  }

  async find(realm: KeyRealm, id: string): Promise<ApiKeyRow | undefined> {
    const where = { ...realm, id, revokedAt: null };
    const row = await this.database.system.apiKey.findFirst({ where, omit: { hash: true } });
    return row ? shown(row) : undefined;
  }

  async list(realm: KeyRealm, { limit, after }: PageRequest): Promise<ApiKeyRow[]> {
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

function shown(row: Omit<ApiKeyRow, 'scopes'> & { scopes: string[] }): ApiKeyRow {
  return { ...row, scopes: row.scopes as Scope[] };
}
