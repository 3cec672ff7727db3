import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';

/** Removes what a feature keeps in a workspace: rows, and bytes by way of Trash. Must be safe to repeat. */
export type ContentsRemover = (workspace: Tenant) => Promise<void>;

/** What a feature keeps in workspaces. Workspaces do not know their contents: features register here at start. */
export interface WorkspaceContent {
  /** In the transaction that makes the workspace: it is never seen without. */
  create?(tx: Tx, workspace: Tenant): Promise<void>;
  /** Whether there is something that is removed only by force. */
  holdsFiles?(workspace: Tenant): Promise<boolean>;
  remove?: ContentsRemover;
}

/** The contents of workspaces, whichever feature keeps them. */
@Injectable()
export class WorkspaceContents {
  private readonly contents: WorkspaceContent[] = [];

  add(content: WorkspaceContent): void {
    this.contents.push(content);
  }

  onRemove(remove: ContentsRemover): void {
    this.add({ remove });
  }

  async create(tx: Tx, workspace: Tenant): Promise<void> {
    for (const content of this.contents) await content.create?.(tx, workspace);
  }

  async holdFiles(workspace: Tenant): Promise<boolean> {
    for (const content of this.contents) if (await content.holdsFiles?.(workspace)) return true;
    return false;
  }

  /** The youngest feature first: what builds on uploads goes before them. */
  async remove(workspace: Tenant): Promise<void> {
    for (const content of this.contents.toReversed()) await content.remove?.(workspace);
  }
}
