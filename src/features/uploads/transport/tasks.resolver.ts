import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import type { Actor } from '../../../shared/actor.js';
import { TaskView } from './dto/task.view.js';
import { TasksService } from '../tasks/tasks.service.js';

/** How far the service is with a file, by GraphQL. */
@Resolver(() => TaskView)
export class TasksResolver {
  constructor(private readonly tasks: TasksService) {}

  @Query(() => TaskView, {
    description:
      'How far the service is with a confirmed upload (needs `uploads:read`) or with a document (needs `documents:read`).',
  })
  @RequireScope('uploads:read', 'documents:read')
  async task(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'Id of the task.' }) id: string,
  ): Promise<TaskView> {
    return TaskView.from(await this.tasks.get(actor, id));
  }
}
