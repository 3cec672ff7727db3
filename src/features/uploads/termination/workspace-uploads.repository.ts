import { Database } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { WorkspaceContent } from '../../workspaces/index.js';
import { isOpen, openStatuses } from '../domain/upload-states.js';
import type { Upload } from '../domain/upload.js';
import { toUpload, withRelations } from '../records/upload-row.repository.js';
import { TerminationRepository } from './termination.repository.js';

const BATCH = 200;

/** The uploads of a workspace that is deleted. Each ends as if its owner had deleted it: bytes, quota and trash stay exact. */
@WorkspaceContent({ name: 'uploads', order: 2 })
export class WorkspaceUploadsRepository implements WorkspaceContent {
  constructor(
    private readonly database: Database,
    private readonly termination: TerminationRepository,
  ) {}

  /** Files, or uploads that may become files. */
  async holdsFiles({ workspaceId, organizationId }: Tenant): Promise<boolean> {
    const where = { workspaceId, organizationId, status: { in: [...openStatuses, 'AVAILABLE' as const] } };
    return (await this.database.system.upload.findFirst({ where, select: { id: true } })) !== null;
  }

  async remove(workspace: Tenant): Promise<void> {
    for (;;) {
      const batch = await this.oldest(workspace);
      if (batch.length === 0) return;
      for (const upload of batch) await this.end(upload);
      const purged = await this.purge(workspace, batch);
      if (purged === 0) throw Errors.invalidState('The workspace’s files are still changing. Try again.');
    }
  }

  /** One batch, whatever their status. */
  private async oldest(workspace: Tenant): Promise<Upload[]> {
    const where = { workspaceId: workspace.workspaceId };
    const query = { where, include: withRelations, orderBy: { id: 'asc' as const }, take: BATCH };
    return (await this.database.tenant(workspace, (tx) => tx.upload.findMany(query))).map(toUpload);
  }

  private async end(upload: Upload): Promise<void> {
    if (isOpen(upload.status))
      await this.termination.end(upload, { event: 'cancel', by: 'system', reason: 'canceled_by_user' });
    if (upload.status !== 'DELETED') await this.termination.remove(upload, 'system');
  }

  /** Deletes the DELETED ones of these records, with their timelines. Returns how many. */
  private async purge(workspace: Tenant, batch: Upload[]): Promise<number> {
    const { workspaceId } = workspace;
    const ids = batch.map(({ id }) => id);
    return this.database.tenant(workspace, async (tx) => {
      const { count } = await tx.upload.deleteMany({ where: { id: { in: ids }, workspaceId, status: 'DELETED' } });
      await tx.uploadEvent.deleteMany({ where: { uploadId: { in: ids }, workspaceId } });
      return count;
    });
  }
}
