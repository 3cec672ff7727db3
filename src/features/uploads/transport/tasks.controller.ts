import { Controller, Get, HttpStatus, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { Operation } from '../../../edge/openapi/operation.js';
import { Problems, Returns } from '../../../edge/openapi/route-decorators.js';
import type { Actor } from '../../../shared/actor.js';
import { TaskView } from './dto/task.view.js';
import { TasksService } from '../tasks/tasks.service.js';

/** How far the service is with a file. */
@ApiTags('uploads')
@ApiBearerAuth()
@Controller('v1/tasks')
export class TasksController {
  constructor(private readonly tasks: TasksService) {}

  @Operation(
    'getTask',
    'Get a task',
    'How far the service is with a confirmed upload (needs `uploads:read`) or with a document (needs `documents:read`).',
  )
  @Get(':task_id')
  @RequireScope('uploads:read', 'documents:read')
  @Returns(HttpStatus.OK, TaskView, {
    description:
      'How far the service is with a confirmed upload (needs `uploads:read`) or with a document (needs `documents:read`).',
  })
  @Problems('NOT_FOUND')
  async get(@CurrentActor() actor: Actor, @Param('task_id') id: string): Promise<TaskView> {
    return TaskView.from(await this.tasks.get(actor, id));
  }
}
