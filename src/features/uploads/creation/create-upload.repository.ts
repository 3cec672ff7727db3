import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import type { KeyNote } from '../../../platform/idempotency/leased-key.js';
import { IdempotencyErrors } from '../../../platform/idempotency/idempotency.errors.js';
import { isDatabaseUnavailable } from '../../../platform/prisma/database-errors.js';
import { Database } from '../../../platform/prisma/database.js';
import { GroupCommit } from '../../../platform/prisma/group-commit.js';
import { Errors } from '../../../shared/errors/errors.js';
import type { NewUpload } from '../domain/new-upload.js';
import { UploadErrors } from '../domain/upload.errors.js';

const statement = { name: 'create_uploads', text: 'SELECT at, refusals FROM create_uploads($1, $2)' };

/** Another transaction holds the row. A request on its own can wait for it. */
const LOCK_NOT_AVAILABLE = '55P03';

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

/** The result of one request: when its uploads were created, or the SQLSTATE it was refused with. */
type Outcome = { at: Date } | { refusal: string };

interface Answer {
  at: Date;
  refusals: (string | null)[];
}

function byOrganization({ uploads: [a] }: CreateRequest, { uploads: [b] }: CreateRequest): number {
  return Number(a.organizationId > b.organizationId) - Number(a.organizationId < b.organizationId);
}

/** The hot path: insert, count and reserve in one named statement and one round trip (SQL function create_uploads). */
@Injectable()
export class CreateUploadRepository {
  private readonly group = new GroupCommit((requests: CreateRequest[]) => this.insertGroup(requests), {
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

  /** The moment of creation by the database's clock. Refused when the quota or the staging limit has no room. */
  async insert(upload: NewUpload, note?: KeyNote): Promise<Date> {
    const request: CreateRequest = { uploads: [upload], note };
    const outcome = await this.group.add(request);
    const isBusy = 'refusal' in outcome && outcome.refusal === LOCK_NOT_AVAILABLE;
    return createdAt(isBusy ? await this.insertAlone(request) : outcome);
  }

  /** The same for many of one workspace, all or none. */
  async insertAll(uploads: [NewUpload, ...NewUpload[]], note?: KeyNote): Promise<Date> {
    return createdAt(await this.insertAlone({ uploads, note }));
  }

  /** If PostgreSQL refuses a group as a whole, each request is retried alone, so that a defect of one affects no other. */
  private async insertGroup(requests: CreateRequest[]): Promise<Outcome[]> {
    // In one order everywhere, so that two groups never hold a row each that the other wants.
    const inOrder = requests.toSorted(byOrganization);
    try {
      const outcomes = await this.insertEach(inOrder);
      return requests.map((request) => outcomes[inOrder.indexOf(request)]!);
    } catch (error) {
      if (requests.length === 1 || isDatabaseUnavailable(error)) throw error;
      return requests.map(() => ({ refusal: LOCK_NOT_AVAILABLE }));
    }
  }

  private async insertAlone(request: CreateRequest): Promise<Outcome> {
    return (await this.insertEach([request]))[0]!;
  }

  private async insertEach(requests: CreateRequest[]): Promise<Outcome[]> {
    const values = [JSON.stringify(requests), this.pendingLimit];
    const { rows } = await this.database.pool.query<Answer>({ ...statement, values });
    const { at, refusals: states } = rows[0]!;
    return states.map((state) => (state === null ? { at } : { refusal: state }));
  }
}

function createdAt(outcome: Outcome): Date {
  if ('at' in outcome) return outcome.at;
  throw refusals[outcome.refusal]!();
}
