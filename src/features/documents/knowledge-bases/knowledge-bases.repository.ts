import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../../generated/prisma/client.js';
import { noteMade } from '../../../platform/idempotency/leased-key.js';
import { Database } from '../../../platform/prisma/database.js';
import { behind, inOrder } from '../../../platform/prisma/list-order.js';
import type { Tenant } from '../../../shared/actor.js';
import { isId } from '../../../shared/ids.js';
import type { PageRequest } from '../../../shared/page.js';
import type { KnowledgeBase, NewKnowledgeBase } from '../domain/knowledge-base.js';

type Row = Prisma.KnowledgeBaseGetPayload<object>;

const toKnowledgeBase = ({ deletedAt: _, ...same }: Row): KnowledgeBase => same;

/** Knowledge bases, each statement bound to one workspace. Deleted ones are left out. */
@Injectable()
export class KnowledgeBasesRepository {
  constructor(private readonly database: Database) {}

  async find(tenant: Tenant, id: string): Promise<KnowledgeBase | null> {
    return (await this.findEach(tenant, [id])).get(id) ?? null;
  }

  /** The ones that exist, by id. */
  async findEach(tenant: Tenant, ids: readonly string[]): Promise<Map<string, KnowledgeBase>> {
    const known = ids.filter((id) => isId('kb', id));
    if (known.length === 0) return new Map();
    const where = { id: { in: known }, workspaceId: tenant.workspaceId, deletedAt: null };
    const rows = await this.database.tenant(tenant, (tx) => tx.knowledgeBase.findMany({ where }));
    return new Map(rows.map((row) => [row.id, toKnowledgeBase(row)]));
  }

  /** Newest first; one beyond the limit means that there is a next page. */
  async list(tenant: Tenant, page: PageRequest): Promise<KnowledgeBase[]> {
    const where = { workspaceId: tenant.workspaceId, deletedAt: null, id: behind(page) };
    const query = { where, orderBy: { id: inOrder(page) }, take: page.limit + 1 };
    return (await this.database.tenant(tenant, (tx) => tx.knowledgeBase.findMany(query))).map(toKnowledgeBase);
  }

  async insert(tenant: Tenant, data: NewKnowledgeBase): Promise<KnowledgeBase> {
    return this.database.tenant(tenant, async (tx) => {
      const row = await tx.knowledgeBase.create({ data });
      await noteMade(tx, { id: row.id });
      return toKnowledgeBase(row);
    });
  }

  /** `null`: it was deleted. */
  async update(
    tenant: Tenant,
    id: string,
    changes: { name?: string; description?: string | null },
  ): Promise<KnowledgeBase | null> {
    const where = { id, workspaceId: tenant.workspaceId, deletedAt: null };
    const data = { ...changes, updatedAt: new Date() };
    const [row] = await this.database.tenant(tenant, (tx) => tx.knowledgeBase.updateManyAndReturn({ where, data }));
    return row ? toKnowledgeBase(row) : null;
  }

  /** It is hidden; its documents stay, and leave it in the background. `false`: it was deleted before. */
  async hide(tenant: Tenant, id: string): Promise<boolean> {
    const where = { id, workspaceId: tenant.workspaceId, deletedAt: null };
    const data = { deletedAt: new Date() };
    const { count } = await this.database.tenant(tenant, (tx) => tx.knowledgeBase.updateMany({ where, data }));
    return count > 0;
  }
}
