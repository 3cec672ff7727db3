import { handlerDecorator, type HandlerOptions } from '../../platform/handlers/handler-decorator.js';
import type { Tenant } from '../../shared/actor.js';

interface WorkspaceContentOptions extends HandlerOptions {
  /** Lower goes first: what refers to other contents goes before them. */
  order: number;
}

/** What a feature stores in a workspace, and removes before the workspace is deleted. */
export interface WorkspaceContent {
  /** Removes rows, and bytes by way of the trash. Must be safe to repeat. */
  removeFrom(workspace: Tenant): Promise<void>;
}

export const WorkspaceContent = handlerDecorator<WorkspaceContentOptions, WorkspaceContent>('workspace content');
