import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { Database } from '../../../platform/prisma/database.js';
import type { KeyNote } from '../../../platform/idempotency/held-key.js';
import { IdempotencyErrors } from '../../../platform/idempotency/idempotency.errors.js';
import { isDatabaseUnavailable, sqlState } from '../../../platform/prisma/database-errors.js';
import { GroupCommit } from '../../../platform/prisma/group-commit.js';
import { Errors } from '../../../shared/errors/errors.js';
import type { Upload } from '../domain/upload.js';
import { UploadErrors } from '../domain/upload.errors.js';

/** An upload as it is before the database has given it its times. */
export type NewUpload = Pick<
  Upload,
  | 'id'
  | 'organizationId'
  | 'workspaceId'
  | 'bucketId'
  | 'filename'
  | 'contentType'
  | 'declaredSize'
  | 'declaredHash'
  | 'reservedBytes'
  | 'method'
  | 'guarantees'
  | 'key'
  | 'metadata'
  | 'objectMetadata'
  | 'blobProperty'
  | 'blobType'
  | 'createObjectOnConfirm'
  | 'skipDuplicates'
  | 'createdBy'
  | 'urlExpiresInSeconds'
> & { graceSeconds: number };

const statement = { name: 'create_each_upload', text: 'SELECT at, refusals FROM create_each_upload($1, $2)' };
const statementForMany = { name: 'create_uploads', text: 'SELECT create_uploads($1, $2, $3, $4, $5) AS at' };

/** Another transaction has the row: whoever is alone can wait for it. */
const LOCK_NOT_AVAILABLE = '55P03';

const refusals: Record<string, () => Error> = {
  AL001: UploadErrors.quotaExceeded,
  AL002: UploadErrors.stagingLimit,
  AL003: IdempotencyErrors.inProgress,
  '23503': () => Errors.notFound('Bucket'),
  [LOCK_NOT_AVAILABLE]: () => Errors.unavailable('The database is busy. Try again in a few seconds.'),
};

/** What became of one of a group: when it was made, or the SQLSTATE it was refused with. */
type Outcome = { at: Date } | { refusal: string };

interface Answer {
  at: Date;
  refusals: (string | null)[];
}

/** With what the row of the request's key is to say of it. */
type NotedUpload = NewUpload & { note?: KeyNote };

function byOrganization(a: NewUpload, b: NewUpload): number {
  return Number(a.organizationId > b.organizationId) - Number(a.organizationId < b.organizationId);
}

/** The hot path: reserve, count and insert in one named statement and one round trip (prisma/migrations, group_commit). */
@Injectable()
export class CreateUploadRepository {
  private readonly together = new GroupCommit((uploads: NotedUpload[]) => this.insertTogether(uploads), {
    concurrency: 2,
    maxItems: 32,
    slotTimeoutMs: 250,
  });

  /** For organizations that have no limit of their own. */
  private readonly pendingLimit: number;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.pendingLimit = config.get('FILES_STAGING_MAX_PER_TENANT');
  }

  /** The moment of creation by the database's clock. Refused as a whole when the quota or the staging limit has no room. */
  async insert(planned: NewUpload, note?: KeyNote): Promise<Date> {
    const upload = note ? { ...planned, note } : planned;
    let outcome = await this.together.add(upload);
    if ('refusal' in outcome && outcome.refusal === LOCK_NOT_AVAILABLE) outcome = await this.insertAlone(upload);
    if ('at' in outcome) return outcome.at;
    throw refusals[outcome.refusal]!();
  }

  /** The same for many of one workspace, all or none. */
  async insertAll(uploads: [NewUpload, ...NewUpload[]], note?: KeyNote): Promise<Date> {
    const { organizationId, workspaceId } = uploads[0];
    const values = [
      organizationId,
      workspaceId,
      JSON.stringify(uploads),
      this.pendingLimit,
      note ? JSON.stringify(note) : null,
    ];
    try {
      const { rows } = await this.database.pool.query<{ at: Date }>({ ...statementForMany, values });
      return rows[0]!.at;
    } catch (error) {
      throw refusals[sqlState(error) ?? '']?.() ?? error;
    }
  }

  /** A group that PostgreSQL would not have at all is tried one by one: what is wrong with one stays its own. */
  private async insertTogether(uploads: NotedUpload[]): Promise<Outcome[]> {
    // In one order everywhere, so that two groups never hold a row each that the other wants.
    const inOrder = uploads.toSorted(byOrganization);
    try {
      const outcomes = await this.insertEach(inOrder);
      return uploads.map((upload) => outcomes[inOrder.indexOf(upload)]!);
    } catch (error) {
      if (uploads.length === 1 || isDatabaseUnavailable(error)) throw error;
      return uploads.map(() => ({ refusal: LOCK_NOT_AVAILABLE }));
    }
  }

  private async insertAlone(upload: NotedUpload): Promise<Outcome> {
    return (await this.insertEach([upload]))[0]!;
  }

  private async insertEach(uploads: NotedUpload[]): Promise<Outcome[]> {
    const values = [JSON.stringify(uploads), this.pendingLimit];
    const { rows } = await this.database.pool.query<Answer>({ ...statement, values });
    const { at, refusals: states } = rows[0]!;
    return states.map((state) => (state === null ? { at } : { refusal: state }));
  }
}
