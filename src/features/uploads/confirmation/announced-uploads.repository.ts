import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import { GroupCommit } from '../../../platform/prisma/group-commit.js';
import type { Upload } from '../domain/upload.js';
import { type UploadColumns, uploadOfColumns } from '../records/upload-json.js';

const statement = {
  name: 'look_up_announced',
  text: 'SELECT upload, bucket_name, blob FROM look_up_announced($1, $2, $3)',
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
    const { rows } = await this.database.systemPool.query<UploadColumns>({ ...statement, values });
    return rows.map(uploadOfColumns);
  }
}
