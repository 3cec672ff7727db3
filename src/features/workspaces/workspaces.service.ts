import { Injectable } from '@nestjs/common';
import { RightsChanges } from '../../edge/auth/rights-changes.js';
import type { Actor } from '../../shared/actor.js';
import type { AuditAction } from '../../shared/audit/actions.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId, newId } from '../../shared/ids.js';
import { pageOf, type Page, type ListPage } from '../../shared/page.js';
import { type Act, AuditTrail, type RecordAct } from '../audit/index.js';
import { requireOwner, requireWholeOrganization } from '../identity/index.js';
import { isName } from './domain/namespace.js';
import type { Workspace } from './domain/workspace.js';
import type { CreateWorkspaceInput, UpdateWorkspaceInput } from './dto/workspace.input.js';
import { WorkspaceContents } from './workspace-contents.js';
import { WorkspacesRepository } from './workspaces.repository.js';

/** The workspaces of an organization. A caller bound to one sees and changes no other. */
@Injectable()
export class WorkspacesService {
  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly contents: WorkspaceContents,
    private readonly rights: RightsChanges,
    private readonly audit: AuditTrail,
  ) {}

  async create(actor: Actor, { name }: CreateWorkspaceInput): Promise<Workspace> {
    requireWholeOrganization(actor);
    requireName(name);
    const workspace = { id: newId('ws'), organizationId: actor.organizationId, name };
    const record = this.recording(actor, 'workspace.create', workspace.id, { name });
    const row = await this.workspaces.create(workspace, record, actor.userId);
    await this.rights.announce(actor.organizationId);
    return row;
  }

  async get(actor: Actor, id: string): Promise<Workspace> {
    const workspace = isId('ws', id) ? await this.workspaces.find(actor, id) : undefined;
    if (!workspace) throw Errors.notFound('Workspace');
    return workspace;
  }

  async list(actor: Actor, page: ListPage): Promise<Page<Workspace>> {
    return pageOf(await this.workspaces.list(actor, page), page, (workspace) => workspace);
  }

  async update(actor: Actor, id: string, { name }: UpdateWorkspaceInput): Promise<Workspace> {
    requireOwner(actor);
    const workspace = await this.get(actor, id);
    if (name === undefined) return workspace;
    requireName(name);
    const record = this.recording(actor, 'workspace.update', id, { name, before: workspace.name });
    const row = await this.workspaces.rename(id, name, record);
    await this.rights.announce(actor.organizationId);
    return row;
  }

  /** With `force` its files are deleted too; without, a workspace that holds files is refused. */
  async remove(actor: Actor, id: string, force = false): Promise<Workspace> {
    requireOwner(actor);
    const workspace = await this.get(actor, id);
    const tenant = { organizationId: workspace.organizationId, workspaceId: id };
    if (!force && (await this.contents.holdFiles(tenant)))
      throw Errors.invalidState('The workspace holds files. Delete them first, or repeat the request with force.');
    await this.contents.remove(tenant);
    await this.workspaces.remove(id, this.recording(actor, 'workspace.delete', id, { name: workspace.name, force }));
    await this.rights.announce(actor.organizationId);
    return workspace;
  }

  private recording(actor: Actor, action: AuditAction, workspaceId: string, detail: Act['detail']): RecordAct {
    return this.audit.recording(actor, { action, target: workspaceId, workspaceId, detail });
  }
}

function requireName(name: string): void {
  if (!isName(name)) throw Errors.invalidField('name', 'must not start like an id');
}
