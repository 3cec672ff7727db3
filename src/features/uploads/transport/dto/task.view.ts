import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../../edge/dto/prop.js';
import { Node } from '../../../../edge/graphql/node/node.js';
import { View } from '../../../../edge/dto/view.js';
import type { Task } from '../../domain/task.js';
import { describedStage, describedTaskKind, describedTaskStatus } from './task.enums.js';

@ObjectType('TaskError', { description: 'Why a task failed.' })
export class TaskErrorView extends View {
  @Prop.text({ description: 'Stable code, such as infected, mime_mismatch or expired.' })
  code: string;

  @Prop.text({ description: 'The reason in words.' })
  message: string;
}

@ObjectType('Task', {
  implements: () => [Node],
  description: 'Work that the service does on a file by itself: a view of the file’s record.',
})
export class TaskView extends View {
  @Field(() => ID, { description: 'Same as taskId.' })
  id: string;

  @Prop.text({ description: 'Id of the task.' })
  taskId: string;

  @Prop.enumeration({ ...describedTaskKind, description: 'What it does.' })
  kind: string;

  @Prop.enumeration({ ...describedTaskStatus, description: 'How far it is.' })
  status: string;

  @Prop.enumeration({ ...describedStage, description: 'What is being done.' })
  stage: string;

  @Prop.fraction({ description: 'From 0 to 1.' })
  progress: number;

  @Prop.id({ nullable: true, description: 'The upload it is about.' })
  uploadId: string | null;

  @Prop.id({ nullable: true, description: 'The document it is about.' })
  documentId: string | null;

  @Prop.object(() => TaskErrorView, { optional: true, description: 'Why it failed, if it did.' })
  error?: TaskErrorView;

  @Prop.dateTime({ description: 'When it came to be.' })
  createdAt: Date;

  @Prop.dateTime({ nullable: true, description: 'When it ended.' })
  finishedAt: Date | null;

  static from({ id, error, ...task }: Task): TaskView {
    const failure = error ? Object.assign(new TaskErrorView(), error) : undefined;
    return Object.assign(new TaskView(), { ...task, id, taskId: id, error: failure });
  }
}
