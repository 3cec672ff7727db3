import type { Tenant } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { WorkspaceContent } from '../../workspaces/index.js';
import { isOpen } from '../domain/upload-states.js';
import type { Upload } from '../domain/upload.js';
import { TerminationRepository } from './termination.repository.js';
import { WorkspaceUploadsRepository } from '../records/workspace-uploads.repository.js';

const BATCH = 200;

/** A workspace goes: its uploads end as if each had been deleted, so that bytes, quota and trash stay exact. */
@WorkspaceContent({ name: 'uploads', order: 2 })
export class RemoveWorkspaceUploads implements WorkspaceContent {
  constructor(
    private readonly uploads: WorkspaceUploadsRepository,
    private readonly termination: TerminationRepository,
  ) {}

  holdsFiles(workspace: Tenant): Promise<boolean> {
    return this.uploads.holdsFiles(workspace);
  }

  async remove(workspace: Tenant): Promise<void> {
    for (;;) {
      const batch = await this.uploads.some(workspace, BATCH);
      if (batch.length === 0) return;
      for (const upload of batch) await this.end(upload);
      const purged = await this.uploads.purge(
        workspace,
        batch.map(({ id }) => id),
      );
      if (purged === 0) throw Errors.invalidState('The workspace’s files are still changing. Try again.');
    }
  }

  private async end(upload: Upload): Promise<void> {
    if (isOpen(upload.status))
      await this.termination.end(upload, { event: 'cancel', by: 'system', reason: 'canceled_by_user' });
    if (upload.status !== 'DELETED') await this.termination.remove(upload, 'system');
  }
}
