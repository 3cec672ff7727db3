import { Injectable } from '@nestjs/common';
import { Handlers } from '../../../platform/handlers/handlers.js';
import type { Actor } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { requireScope } from '../../../shared/rights.js';
import { charactersOf, type Task } from '../domain/task.js';
import { TaskSource } from './task-source.js';

/** Tasks of every kind, each found by the feature whose record it is a view of. */
@Injectable()
export class TasksService {
  constructor(private readonly handlers: Handlers) {}

  async get(actor: Actor, taskId: string): Promise<Task> {
    const characters = charactersOf(taskId);
    for (const { instance } of characters === undefined ? [] : this.handlers.of(TaskSource)) {
      const task = await instance.find(actor, characters!);
      if (!task) continue;
      requireScope(actor, instance.scope);
      return task;
    }
    throw Errors.notFound('Task');
  }
}
