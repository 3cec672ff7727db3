import { Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadId } from '../../../edge/dto/read.js';
import { NodeLookup } from '../../../edge/graphql/node/node-lookup.js';
import type { Actor } from '../../../shared/actor.js';
import { TaskView } from './dto/task.view.js';
import { TasksService } from '../tasks/tasks.service.js';

/** How far the service is with a file, by GraphQL. */
@Resolver(() => TaskView)
export class TasksResolver {
  constructor(private readonly tasks: TasksService) {}

  @Query(() => TaskView, {
    nullable: true,
    description:
      'How far the service is with a confirmed upload (needs `uploads:read`) or with a document (needs `documents:read`).',
  })
  @NodeLookup('task')
  @RequireScope('uploads:read', 'documents:read')
  async task(@CurrentActor() actor: Actor, @ReadId() id: string): Promise<TaskView> {
    return TaskView.from(await this.tasks.get(actor, id));
  }
}
