import { handlerDecorator, type HandlerOptions } from '../../platform/handlers/handler-decorator.js';
import type { Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';

interface WorkspaceContentOptions extends HandlerOptions {
  /** Lower is removed first: what refers to other contents goes before them. */
  order: number;
}

/** What a feature stores in a workspace. Workspaces do not import their contents. */
export interface WorkspaceContent {
  /** In the transaction that creates the workspace, which is therefore never seen without. */
  create?(tx: Tx, workspace: Tenant): Promise<void>;
  /** Whether there is something that is removed only by force. */
  holdsFiles?(workspace: Tenant): Promise<boolean>;
  /** Removes rows, and bytes by way of the trash, before the workspace is deleted. Must be safe to repeat. */
  remove?(workspace: Tenant): Promise<void>;
}

export const WorkspaceContent = handlerDecorator<WorkspaceContentOptions, WorkspaceContent>('workspace content');
