import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import { GroupedStatement, type Outcome } from '../../../platform/prisma/grouped-statement.js';
import { Errors } from '../../../shared/errors/errors.js';
import type { Upload } from '../domain/upload.js';
import type { Move } from '../records/move.js';
import { placeInGroup } from '../records/place-in-group.js';
import { moveJson, type UploadJson, uploadOfJson } from '../records/upload-json.js';
import type { NotedClaims } from './claimed-bytes.js';

const statement = { name: 'confirm_uploads', text: 'SELECT upload, moved, refusal FROM confirm_uploads($1)' };

export interface Confirmation {
  upload: Pick<Upload, 'id' | 'organizationId' | 'workspaceId'>;
  /** The move to SCANNING; without it the upload went on before, and only the client's claims are noted. */
  move?: Move;
  /** Of its reservation, what it does not need. */
  spareBytes?: number;
  /** Given: a client confirms, and waits for the result. Its scan goes before those that no client confirmed. */
  claims?: NotedClaims;
}

/** The record as it is now, `null` when it is deleted, and whether this confirmation moved it. */
export interface ConfirmationOutcome {
  upload: Upload | null;
  moved: boolean;
}

interface Row {
  upload: UploadJson | null;
  moved: boolean;
  refusal: string | null;
}

/** Confirmations that meet share one statement and its commit (SQL function confirm_uploads). */
@Injectable()
export class ConfirmUploadRepository {
  private readonly confirms = new GroupedStatement<Confirmation, ConfirmationOutcome>((items) => this.run(items), {
    orderOf: ({ upload }) => placeInGroup(upload),
  });

  constructor(private readonly database: Database) {}

  async confirm(confirmation: Confirmation): Promise<ConfirmationOutcome> {
    // Usage is locked last: in a group another upload's row would follow it.
    const outcome = await (confirmation.spareBytes
      ? this.confirms.alone(confirmation)
      : this.confirms.execute(confirmation));
    if ('answer' in outcome) return outcome.answer;
    throw Errors.unavailable('The database is busy. Try again in a few seconds.');
  }

  private async run(confirmations: Confirmation[]): Promise<Outcome<ConfirmationOutcome>[]> {
    const values = [JSON.stringify(confirmations.map(confirmJson))];
    const { rows } = await this.database.pool.query<Row>({ ...statement, values });
    return rows.map(({ upload, moved, refusal }) =>
      refusal === null ? { answer: { upload: upload && uploadOfJson(upload), moved } } : { refusal },
    );
  }
}

/** As the SQL type upload_confirm has it. */
const confirmJson = ({ upload, move, spareBytes = 0, claims }: Confirmation) => ({
  id: upload.id,
  organization_id: upload.organizationId,
  workspace_id: upload.workspaceId,
  move: move && moveJson(move),
  spare_bytes: spareBytes,
  by_client: claims !== undefined,
  claimed_etag: claims?.etag,
  claimed_hash: claims?.fileHash,
});
