import { Injectable } from '@nestjs/common';
import { sqlState } from '../../../platform/prisma/database-errors.js';
import { Database } from '../../../platform/prisma/database.js';
import {
  GroupedStatement,
  LOCK_NOT_AVAILABLE,
  MOVES_PACE_MS,
  type Outcome,
} from '../../../platform/prisma/grouped-statement.js';
import { Errors } from '../../../shared/errors/errors.js';
import type { Upload } from '../domain/upload.js';
import type { Move } from '../records/move.js';
import { placeInGroup } from '../records/place-in-group.js';
import {
  moveJson,
  type UploadColumns,
  type UploadJson,
  uploadOfColumns,
  uploadOfJson,
} from '../records/upload-json.js';
import type { NotedClaims } from './claimed-bytes.js';

const statements = {
  /** Of bytes that a plan describes, by one statement for each table; those that were moved before are left out. */
  plain: { name: 'confirm_at_once', text: 'SELECT upload, bucket_name FROM confirm_at_once($1)' },
  /** Any, each in a block of its own. */
  any: { name: 'confirm_staged_uploads', text: 'SELECT upload, moved, refusal FROM confirm_staged_uploads($1)' },
};

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

/** Confirmations that meet share one statement and its commit (SQL function confirm_staged_uploads). */
@Injectable()
export class ConfirmUploadRepository {
  private readonly confirms = new GroupedStatement<Confirmation, ConfirmationOutcome>((items) => this.run(items), {
    orderOf: ({ upload }) => placeInGroup(upload),
    paceMs: MOVES_PACE_MS,
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

  private async run(group: Confirmation[]): Promise<Outcome<ConfirmationOutcome>[]> {
    const named = Map.groupBy(group, ({ upload }) => upload.id);
    const plain = group.filter((one) => isPlain(one) && named.get(one.upload.id)!.length === 1);
    const moved = await this.moveTogether(plain);
    const others = group.filter((one) => !moved.has(one));
    const outcomes = await this.confirmEach(others);
    return group.map((one) => moved.get(one) ?? outcomes[others.indexOf(one)]!);
  }

  /** Those that were moved. None, if another transaction has a row of one: each is then confirmed for itself. */
  private async moveTogether(plain: Confirmation[]): Promise<Map<Confirmation, Outcome<ConfirmationOutcome>>> {
    if (plain.length === 0) return new Map();
    const values = [JSON.stringify(plain.map(plainConfirmJson))];
    try {
      const { rows } = await this.database.pool.query<UploadColumns>({ ...statements.plain, values });
      return new Map(
        rows
          .map(uploadOfColumns)
          .flatMap((upload, n) => (upload ? [[plain[n]!, { answer: { upload, moved: true } }]] : [])),
      );
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
      return new Map();
    }
  }

  private async confirmEach(confirmations: Confirmation[]): Promise<Outcome<ConfirmationOutcome>[]> {
    if (confirmations.length === 0) return [];
    const values = [JSON.stringify(confirmations.map(confirmJson))];
    const { rows } = await this.database.pool.query<Row>({ ...statements.any, values });
    return rows.map(({ upload, moved, refusal }) =>
      refusal === null ? { answer: { upload: upload && uploadOfJson(upload), moved } } : { refusal },
    );
  }
}

/** What the SQL type plain_confirm has of the changes of a move. */
const plainChanges = new Set(['etag', 'declaredHash', 'confirmedByClient', 'confirmedAt', 'nextCheckAt']);

/** The move of an upload whose bytes its plan describes. */
function isPlain({ move, spareBytes }: Confirmation): boolean {
  if (!move || spareBytes || move.detail !== undefined || move.data !== undefined) return false;
  return Object.keys(move.changes ?? {}).every((name) => plainChanges.has(name));
}

/** As the SQL type plain_confirm has it. */
function plainConfirmJson({ upload: { id, organizationId, workspaceId }, move }: Confirmation): object {
  const { changes, ...named } = moveJson(move!) as { changes: object };
  return { ...named, ...changes, id, organization_id: organizationId, workspace_id: workspaceId };
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
