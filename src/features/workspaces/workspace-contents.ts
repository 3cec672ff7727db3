import { Injectable } from '@nestjs/common';
import type { Tenant } from '../../shared/actor.js';

/** Removes what a feature keeps in a workspace: rows, and bytes by way of Trash. Must be safe to repeat. */
export type ContentsRemover = (workspace: Tenant) => Promise<void>;

/** What must happen before a workspace can go. Features that keep things in workspaces register at start. */
@Injectable()
export class WorkspaceContents {
  private readonly removers: ContentsRemover[] = [];

  onRemove(remover: ContentsRemover): void {
    this.removers.push(remover);
  }

  /** The youngest feature first: what builds on uploads goes before them. */
  async remove(workspace: Tenant): Promise<void> {
    for (const remover of this.removers.toReversed()) await remover(workspace);
  }
}
