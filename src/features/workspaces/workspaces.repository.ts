import { Injectable } from '@nestjs/common';
import { noteMade } from '../../platform/idempotency/leased-key.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { behind, inOrder } from '../../platform/prisma/list-order.js';
import { orHeld, orTaken } from '../../platform/prisma/refusals.js';
import type { PageRequest } from '../../shared/page.js';
import type { RecordAct } from '../audit/index.js';
import { MembershipsRepository } from '../identity/index.js';
import type { Workspace } from './domain/workspace.js';
import { WorkspaceContents } from './workspace-contents.js';

/** Which workspaces a caller may see: an organization's, for a bound caller one of them. */
export interface WorkspaceRealm {
  organizationId: string;
  boundTo?: string;
}

const orNameTaken = orTaken('A workspace of this organization has this name already.');

/** The table of workspaces. */
@Injectable()
export class WorkspacesRepository {
  constructor(
    private readonly database: Database,
    private readonly memberships: MembershipsRepository,
    private readonly contents: WorkspaceContents,
  ) {}

  /** With its contents, and with the caller as owner if it is a user. */
  create(workspace: Omit<Workspace, 'createdAt'>, record: RecordAct, ownerId?: string): Promise<Workspace> {
    const work = async (tx: Tx) => {
      await noteMade(tx, { id: workspace.id });
      const row = await this.insert(workspace, tx);
      const { id: workspaceId, organizationId } = row;
      if (ownerId)
        await this.memberships.insertUnlessKnown({ organizationId, workspaceId, userId: ownerId, role: 'owner' }, tx);
      await record(tx);
      return row;
    };
    return this.database.asSystem(work).catch(orNameTaken);
  }

  /** In the caller's transaction, so that no workspace is ever seen without its contents. */
  async insert(workspace: Omit<Workspace, 'createdAt'>, tx: Tx): Promise<Workspace> {
    const row = await tx.workspace.create({ data: workspace });
    await this.contents.create(tx, { organizationId: row.organizationId, workspaceId: row.id });
    return row;
  }

  find({ organizationId, boundTo }: WorkspaceRealm, id: string): Promise<Workspace | null> {
    return this.database.system.workspace.findFirst({ where: { organizationId, AND: [{ id }, { id: boundTo }] } });
  }

  list({ organizationId, boundTo }: WorkspaceRealm, page: PageRequest): Promise<Workspace[]> {
    const where = { organizationId, AND: [{ id: boundTo }, { id: behind(page) }] };
    const query = { where, orderBy: { id: inOrder(page) }, take: page.limit + 1 };
    return this.database.system.workspace.findMany(query);
  }

  rename(id: string, name: string, record: RecordAct): Promise<Workspace> {
    const work = async (tx: Tx) => {
      const row = await tx.workspace.update({ where: { id }, data: { name } });
      await record(tx);
      return row;
    };
    return this.database.asSystem(work).catch(orNameTaken);
  }

  /** Fails while an upload refers to it: one may have been made since its contents were removed. */
  async remove(id: string, record: RecordAct): Promise<void> {
    const work = async (tx: Tx) => {
      if ((await tx.workspace.deleteMany({ where: { id } })).count) await record(tx);
    };
    await this.database.asSystem(work).catch(orHeld('The workspace still holds uploads. Try again.'));
  }
}
