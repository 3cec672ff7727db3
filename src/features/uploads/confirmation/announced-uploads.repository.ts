import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import { GroupCommit } from '../../../platform/prisma/group-commit.js';
import type { Upload } from '../domain/upload.js';
import { type UploadJson, uploadOfJson } from '../records/upload-json.js';

const statement = {
  name: 'find_announced_uploads',
  text: `SELECT upload_json(u) AS upload
    FROM unnest($1::text[], $2::text[], $3::float8[]) AS n (id, workspace_id, seconds) JOIN uploads u USING (id, workspace_id)
    WHERE u.status <> 'SCANNING' AND NOT coalesce(u.completed_at >= now() - make_interval(secs => n.seconds), false)`,
};

/** An upload that the key of a new object names. */
export interface AnnouncedUpload {
  workspaceId: string;
  id: string;
  /** How long ago the event came. */
  heldMs: number;
}

/** Uploads that events of the store name. Those that are asked for while a statement runs share the next one. */
@Injectable()
export class AnnouncedUploadsRepository {
  private readonly group = new GroupCommit((announced: AnnouncedUpload[]) => this.findEach(announced), {
    concurrency: 2,
    maxItems: 200,
    slotTimeoutMs: 1_000,
  });

  constructor(private readonly database: Database) {}

  /**
   * The upload, of any workspace and status, DELETED included, if its new object may need something. `null` also for one that
   * is being scanned, and for one that ended after the event came: its end has trashed the object, and will again later.
   */
  find(announced: AnnouncedUpload): Promise<Upload | null> {
    return this.group.add(announced);
  }

  private async findEach(announced: AnnouncedUpload[]): Promise<(Upload | null)[]> {
    const seconds = announced.map(({ heldMs }) => heldMs / 1000);
    const values = [announced.map(({ id }) => id), announced.map(({ workspaceId }) => workspaceId), seconds];
    const { rows } = await this.database.systemPool.query<{ upload: UploadJson }>({ ...statement, values });
    const found = new Map(rows.map(({ upload }) => [upload.id, uploadOfJson(upload)]));
    return announced.map(({ id }) => found.get(id) ?? null);
  }
}
