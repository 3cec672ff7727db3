import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import type { KeyNote } from '../../../platform/idempotency/leased-key.js';
import { IdempotencyErrors } from '../../../platform/idempotency/idempotency.errors.js';
import { sqlState } from '../../../platform/prisma/database-errors.js';
import { Database } from '../../../platform/prisma/database.js';
import { GroupedStatement, LOCK_NOT_AVAILABLE, type Outcome } from '../../../platform/prisma/grouped-statement.js';
import { Errors } from '../../../shared/errors/errors.js';
import type { NewUpload } from '../domain/new-upload.js';
import { UploadErrors } from '../domain/upload.errors.js';

const ofMany = { name: 'create_uploads', text: 'SELECT at, refusals FROM create_uploads($1, $2)' };
const ofOne = { name: 'create_upload', text: 'SELECT create_upload($1, $2, $3) AS at' };

const refusals: Record<string, () => Error> = {
  AL001: UploadErrors.quotaExceeded,
  AL002: UploadErrors.stagingLimit,
  AL003: IdempotencyErrors.inProgress,
  AL004: UploadErrors.tokenUsedUp,
  AL005: () => Errors.unauthenticated('The upload token has ended. Get a new one from your application.'),
  '23505': () => Errors.invalidState('An upload with this id exists already.'),
  '23503': () => Errors.notFound('Bucket'),
  [LOCK_NOT_AVAILABLE]: () => Errors.unavailable('The database is busy. Try again in a few seconds.'),
};

/** Uploads of one workspace that are created all or none, and the note for the row of the request's idempotency key. */
interface CreateRequest {
  uploads: [NewUpload, ...NewUpload[]];
  note?: KeyNote;
}

/** When the uploads of a request were created, or the SQLSTATE it was refused with. */
type Created = Outcome<Date>;

/** The hot path: insert, count and reserve in one named statement and one round trip (create_upload, create_uploads). */
@Injectable()
export class CreateUploadRepository {
  private readonly statement = new GroupedStatement<CreateRequest, Date>((requests) => this.run(requests), {
    orderOf: ({ uploads: [{ organizationId }] }) => organizationId,
  });

  /** For organizations that have no limit of their own. */
  private readonly pendingLimit: number;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.pendingLimit = config.get('FILES_STAGING_MAX_PER_TENANT');
  }

  /** The moment of creation by the database's clock. Refused when the quota or the staging limit has no room. */
  async insert(upload: NewUpload, note?: KeyNote): Promise<Date> {
    return createdAt(await this.statement.execute({ uploads: [upload], note }));
  }

  /** The same for many of one workspace, all or none. */
  async insertAll(uploads: [NewUpload, ...NewUpload[]], note?: KeyNote): Promise<Date> {
    return createdAt(await this.statement.alone({ uploads, note }));
  }

  private async run(requests: CreateRequest[]): Promise<Created[]> {
    const [first] = requests;
    const isOneUpload = requests.length === 1 && first!.uploads.length === 1;
    return isOneUpload ? [await this.insertOne(first!)] : this.insertEach(requests);
  }

  /** Without the subtransaction that keeps the requests of a group apart: PostgreSQL refuses by an error. */
  private async insertOne({ uploads: [upload], note }: CreateRequest): Promise<Created> {
    const values = [JSON.stringify(upload), note && JSON.stringify(note), this.pendingLimit];
    try {
      const { rows } = await this.database.pool.query<{ at: Date }>({ ...ofOne, values });
      return { answer: rows[0]!.at };
    } catch (error) {
      const state = sqlState(error);
      if (state === undefined || !Object.hasOwn(refusals, state)) throw error;
      return { refusal: state };
    }
  }

  private async insertEach(requests: CreateRequest[]): Promise<Created[]> {
    const values = [JSON.stringify(requests), this.pendingLimit];
    const { rows } = await this.database.pool.query<{ at: Date; refusals: (string | null)[] }>({ ...ofMany, values });
    const { at, refusals: states } = rows[0]!;
    return states.map((state) => (state === null ? { answer: at } : { refusal: state }));
  }
}

function createdAt(created: Created): Date {
  if ('answer' in created) return created.answer;
  throw refusals[created.refusal]!();
}
