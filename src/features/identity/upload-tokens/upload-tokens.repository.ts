import { Injectable } from '@nestjs/common';
import { noteMade } from '../../../platform/idempotency/leased-key.js';
import { Database } from '../../../platform/prisma/database.js';
import { behind, inOrder } from '../../../platform/prisma/list-order.js';
import type { Role, Scope } from '../../../shared/actor.js';
import type { PageRequest } from '../../../shared/page.js';
import type { RecordAct } from '../../audit/index.js';
import type { UploadToken } from './upload-token.js';

export type NewUploadToken = Omit<UploadToken, 'createdAt' | 'usedFiles'> & { hash: Buffer<ArrayBuffer> };

/** The tokens that a caller sees: those of its workspace, and of these only its own where `madeBy` says so. */
export interface UploadTokenRealm {
  workspaceId: string;
  madeBy?: string;
}

/** A token that may be used now, with what its maker may do at this moment. */
export interface UsableUploadToken extends UploadToken {
  /** Of the key that made it; `null`: a user did. */
  keyScopes: Scope[] | null;
  /** Of the user who made it. */
  role: Role | null;
}

/** The earlier end of token and key is when the token ends. */
const usableStatement = {
  name: 'usable_upload_token',
  text: `SELECT t.id, t.organization_id AS "organizationId", t.workspace_id AS "workspaceId", t.bucket_id AS "bucketId",
      t.key_id AS "keyId", t.user_id AS "userId", t.scopes, t.max_file_bytes::float8 AS "maxFileBytes",
      t.content_types AS "contentTypes", t.origin, t.max_files AS "maxFiles", t.used_files AS "usedFiles",
      t.created_at AS "createdAt", least(t.expires_at, k.expires_at) AS "expiresAt", k.scopes AS "keyScopes", m.role
    FROM upload_tokens t
    LEFT JOIN api_keys k ON k.id = t.key_id AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
    LEFT JOIN memberships m ON m.workspace_id = t.workspace_id AND m.user_id = t.user_id
    WHERE t.hash = $1 AND t.revoked_at IS NULL AND t.expires_at > now() AND (k.id IS NOT NULL OR m.role IS NOT NULL)`,
};

/** The table of upload tokens. A token ends with its key, its maker's membership, or its bucket. */
@Injectable()
export class UploadTokensRepository {
  constructor(private readonly database: Database) {}

  /** The secret is stored only in the idempotency record of the request, encrypted. */
  create(
    { maxFileBytes, contentTypes, ...token }: NewUploadToken,
    secret: string,
    record: RecordAct,
  ): Promise<UploadToken> {
    const data = { ...token, maxFileBytes: BigInt(maxFileBytes), contentTypes: [...contentTypes] };
    return this.database.asSystem(async (tx) => {
      await noteMade(tx, { id: token.id, secret });
      const row = await tx.uploadToken.create({ data, omit: { hash: true } });
      await record(tx);
      return shown(row);
    });
  }

  /** Neither ended nor made by one who may nothing any more. Every bearer not seen for a few seconds is looked up here. */
  async findUsable(hash: Buffer<ArrayBuffer>): Promise<UsableUploadToken | undefined> {
    const { rows } = await this.database.systemPool.query<UsableUploadToken>({ ...usableStatement, values: [hash] });
    return rows[0];
  }

  async find(realm: UploadTokenRealm, id: string): Promise<UploadToken | undefined> {
    const query = { where: { ...ofRealm(realm), id }, omit: { hash: true } } as const;
    const row = await this.database.system.uploadToken.findFirst(query);
    return row ? shown(row) : undefined;
  }

  /** Newest first; expired ones are left out. */
  async list(realm: UploadTokenRealm, page: PageRequest): Promise<UploadToken[]> {
    const where = { ...ofRealm(realm), expiresAt: { gt: new Date() }, id: behind(page) };
    const query = { where, orderBy: { id: inOrder(page) }, take: page.limit + 1, omit: { hash: true } } as const;
    return (await this.database.system.uploadToken.findMany(query)).map(shown);
  }

  /** Recorded by the one request that revokes it. */
  async revoke(id: string, record: RecordAct): Promise<void> {
    await this.database.asSystem(async (tx) => {
      const change = { where: { id, revokedAt: null }, data: { revokedAt: new Date() } };
      if ((await tx.uploadToken.updateMany(change)).count) await record(tx);
    });
  }

  /** Deletes one batch of tokens that ended long ago; `true` when there may be more. */
  async forget(limit: number): Promise<boolean> {
    const gone = await this.database.system.$executeRaw`
      DELETE FROM upload_tokens WHERE id = ANY (ARRAY(
        SELECT id FROM upload_tokens WHERE expires_at < now() - interval '30 days' ORDER BY expires_at LIMIT ${limit}))`;
    return gone === limit;
  }
}

const ofRealm = ({ workspaceId, madeBy }: UploadTokenRealm) => ({
  workspaceId,
  revokedAt: null,
  ...(madeBy === undefined ? {} : { userId: madeBy }),
});

type Row = Omit<UploadToken, 'scopes' | 'maxFileBytes'> & { scopes: string[]; maxFileBytes: bigint };

function shown({ scopes, maxFileBytes, ...row }: Row): UploadToken {
  return { ...row, scopes: scopes as Scope[], maxFileBytes: Number(maxFileBytes) };
}
