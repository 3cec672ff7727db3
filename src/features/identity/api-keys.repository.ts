import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { noteMade } from '../../platform/idempotency/leased-key.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { behind, inOrder } from '../../platform/prisma/list-order.js';
import { orNotFound } from '../../platform/prisma/refusals.js';
import type { Scope } from '../../shared/actor.js';
import type { PageRequest } from '../../shared/page.js';
import type { RecordAct } from '../audit/index.js';
import type { ApiKey } from './domain/api-key.js';

export type NewApiKey = Omit<ApiKey, 'createdAt' | 'lastUsedAt'> & { hash: Buffer<ArrayBuffer> };

/** The keys that a caller sees: those of its organization, for a bound caller of one workspace. */
export interface KeyRealm {
  organizationId: string;
  workspaceId?: string;
}

/** A key and whether it may be used: neither revoked nor expired. */
export type KnownKey = ApiKey & { isUsable: boolean };

const MAX_TOGETHER = 100;

const knownStatement = {
  name: 'known_api_key',
  text: `SELECT hash, id, organization_id AS "organizationId", workspace_id AS "workspaceId", name, prefix, scopes,
    created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt",
    revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) AS "isUsable"
    FROM api_keys WHERE hash = ANY ($1::bytea[])`,
};

/** The table of API keys. The row of a revoked key stays and is never found. */
@Injectable()
export class ApiKeysRepository {
  /** Keys that are looked up at the same moment share a statement. */
  private readonly known = new DataLoader<Buffer, KnownKey | undefined>((hashes) => this.findEach(hashes), {
    cache: false,
    maxBatchSize: MAX_TOGETHER,
  });

  constructor(private readonly database: Database) {}

  /** The secret is stored only in the idempotency record of the request, encrypted. */
  create(key: NewApiKey, secret: string, record: RecordAct): Promise<ApiKey> {
    return this.database.asSystem(async (tx) => {
      await noteMade(tx, { id: key.id, secret });
      const row = await this.insert(key, tx);
      await record(tx);
      return row;
    });
  }

  async insert(key: NewApiKey, tx: Tx): Promise<ApiKey> {
    const row = await tx.apiKey.create({ data: key, omit: { hash: true } }).catch(orNotFound('Workspace'));
    return shown(row);
  }

  /** For the bootstrap key: an existing key stays as it is, revoked or not. Whether it is new. */
  async insertUnlessKnown(key: NewApiKey, tx: Tx): Promise<boolean> {
    return (await tx.apiKey.createMany({ data: [key], skipDuplicates: true })).count > 0;
  }

  /** Usable or not. Every caller not seen for a few seconds is looked up here. */
  findByHash(hash: Buffer<ArrayBuffer>): Promise<KnownKey | undefined> {
    return this.known.load(hash);
  }

  private async findEach(hashes: readonly Buffer[]): Promise<(KnownKey | undefined)[]> {
    const values = [hashes];
    const { rows } = await this.database.systemPool.query<KnownKey & { hash: Buffer }>({ ...knownStatement, values });
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

  async list(realm: KeyRealm, page: PageRequest): Promise<ApiKey[]> {
    const where = { ...realm, revokedAt: null, id: behind(page) };
    const query = { where, orderBy: { id: inOrder(page) }, take: page.limit + 1, omit: { hash: true } } as const;
    return (await this.database.system.apiKey.findMany(query)).map(shown);
  }

  /** Recorded by the one request that revokes it. */
  async revoke(id: string, record: RecordAct): Promise<void> {
    await this.database.asSystem(async (tx) => {
      const change = { where: { id, revokedAt: null }, data: { revokedAt: new Date() } };
      if ((await tx.apiKey.updateMany(change)).count) await record(tx);
    });
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
