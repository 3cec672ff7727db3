import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { type AdmissionTask, admissionTaskOf, uploadOfTask } from '../domain/admission-task.js';
import { UploadsRepository } from '../records/uploads.repository.js';

/** Tasks are views of upload records; none is stored. */
@Injectable()
export class TasksService {
  constructor(private readonly uploads: UploadsRepository) {}

  async get(actor: Actor, taskId: string): Promise<AdmissionTask> {
    const uploadId = uploadOfTask(taskId);
    const upload = uploadId && (await this.uploads.find(actor, uploadId));
    const task = upload ? admissionTaskOf(upload) : undefined;
    if (!task) throw Errors.notFound('Task');
    return task;
  }
}
