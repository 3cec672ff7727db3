import { handlerDecorator, type HandlerOptions } from '../../../platform/handlers/handler-decorator.js';
import type { Scope, Tenant } from '../../../shared/actor.js';
import type { Task } from '../domain/task.js';

/** The port by which a feature shows its work as tasks: each is a view of one of its records. */
export interface TaskSource {
  /** The scope that reading these tasks needs. */
  readonly scope: Scope;
  /** The task of the workspace's record whose id has these characters. */
  find(tenant: Tenant, characters: string): Promise<Task | undefined>;
}

export const TaskSource = handlerDecorator<HandlerOptions, TaskSource>('task source');
