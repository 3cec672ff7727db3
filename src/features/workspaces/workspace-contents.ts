import { Injectable } from '@nestjs/common';
import { Handlers } from '../../platform/handlers/handlers.js';
import type { Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import { WorkspaceContent } from './workspace-content.js';

/** The contents of workspaces, of every feature. */
@Injectable()
export class WorkspaceContents {
  constructor(private readonly handlers: Handlers) {}

  async create(tx: Tx, workspace: Tenant): Promise<void> {
    for (const content of this.inOrder()) await content.create?.(tx, workspace);
  }

  async holdFiles(workspace: Tenant): Promise<boolean> {
    for (const content of this.inOrder()) if (await content.holdsFiles?.(workspace)) return true;
    return false;
  }

  async remove(workspace: Tenant): Promise<void> {
    for (const content of this.inOrder()) await content.remove?.(workspace);
  }

  private inOrder(): WorkspaceContent[] {
    const contents = this.handlers.of(WorkspaceContent).toSorted((a, b) => a.options.order - b.options.order);
    return contents.map(({ instance }) => instance);
  }
}
