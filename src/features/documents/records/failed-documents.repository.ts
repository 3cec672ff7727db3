import type { Tx } from '../../../platform/prisma/database.js';
import { AnnouncementsRepository, type RelayedEvent, RelaySubscriber } from '../../relay/index.js';
import { failureOf } from '../domain/document-failures.js';

/** What an upload ends by without a file. */
const ENDS = new Set(['upload.rejected', 'upload.expired', 'upload.canceled', 'upload.quarantined']);

interface Row {
  id: string;
  uploadId: string;
}

/** Announces that documents have failed with their uploads, in the transaction that publishes the end of the upload. */
@RelaySubscriber({ name: 'documents' })
export class FailedDocumentsRepository implements RelaySubscriber {
  constructor(private readonly announcements: AnnouncementsRepository) {}

  wants({ type }: RelayedEvent): boolean {
    return ENDS.has(type);
  }

  async take(tx: Tx, ended: RelayedEvent[]): Promise<void> {
    const uploadIds = [...new Set(ended.map(({ resource }) => resource.id))];
    const rows = await tx.$queryRaw<Row[]>`
      SELECT id, upload_id AS "uploadId" FROM documents WHERE upload_id = ANY(${uploadIds}) AND deleted_at IS NULL`;
    const documents = new Map(rows.map(({ id, uploadId }) => [uploadId, id]));
    for (const event of ended) {
      const id = documents.get(event.resource.id);
      if (id) await this.announce(tx, id, event);
    }
  }

  private async announce(tx: Tx, id: string, { workspaceId, resource, detail, to }: RelayedEvent): Promise<void> {
    const errorCode = detail?.split(':', 1)[0] || (to ?? '').toLowerCase();
    const error = failureOf({ status: 'FAILURE', errorCode, errorMessage: null });
    const data = { upload_id: resource.id, processing_status: 'FAILURE', chunk_count: 0, error };
    await this.announcements.announce(tx, { workspaceId, type: 'document.failed', resourceId: id, data });
  }
}
