import type { Tenant } from '../../../shared/actor.js';
import { admissionTaskOf } from '../domain/admission-task.js';
import type { Task } from '../domain/task.js';
import { UploadsRepository } from '../records/uploads.repository.js';
import { TaskSource } from './task-source.js';

/** The admissions of uploads as tasks. */
@TaskSource({ name: 'uploads' })
export class AdmissionTasks implements TaskSource {
  readonly scope = 'uploads:read';

  constructor(private readonly uploads: UploadsRepository) {}

  async find(tenant: Tenant, characters: string): Promise<Task | undefined> {
    const upload = await this.uploads.find(tenant, `upl_${characters}`);
    return upload ? admissionTaskOf(upload) : undefined;
  }
}
