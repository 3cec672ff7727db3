import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import type { KeyNote } from '../../../platform/idempotency/leased-key.js';
import { IdempotencyErrors } from '../../../platform/idempotency/idempotency.errors.js';
import { namedQuery } from '../../../platform/prisma/connections/named-query.js';
import { sqlState } from '../../../platform/prisma/database-errors.js';
import { Database } from '../../../platform/prisma/database.js';
import { GroupedStatement, LOCK_NOT_AVAILABLE } from '../../../platform/prisma/grouped-statement.js';
import { isTracing } from '../../../platform/tracing/trace.js';
import { Errors } from '../../../shared/errors/errors.js';
import type { Face } from '../domain/face.js';
import type { NewUpload } from '../domain/new-upload.js';
import { UploadErrors } from '../domain/upload.errors.js';
import { keepTraces } from '../traces/upload-traces.queries.js';
import type { Created, CreateRequest } from './create-request.js';
import { CreationMetrics } from './creation-metrics.js';
import { plannedRow } from './planned-row.js';
import { RecentRefusals } from './recent-refusals.js';

/** One upload in a call of its own: the upload, the note of its key, and the most uploads that may be open. */
export const createOne = { name: 'create_planned_upload', text: 'SELECT create_planned_upload($1, $2, $3) AS at' };
/** All or none, by one statement for each table. */
const createAll = { name: 'create_planned_uploads', text: 'SELECT create_planned_uploads($1, $2, $3, $4) AS at' };
/** Requests in a block of their own each, so that a refusal concerns its own request. */
const each = { name: 'create_uploads', text: 'SELECT at, refusals FROM create_uploads($1, $2)' };

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

/** The hot path: insert, count and reserve in one named statement and one round trip. */
@Injectable()
export class CreateUploadRepository {
  private readonly statement = new GroupedStatement<CreateRequest, Date>((requests) => this.run(requests), {
    orderOf: ({ uploads: [{ organizationId }] }) => organizationId,
  });

  private readonly recentRefusals = new RecentRefusals();

  /** For organizations that have no limit of their own. */
  private readonly pendingLimit: number;

  constructor(
    private readonly database: Database,
    private readonly metrics: CreationMetrics,
    config: Config,
  ) {
    this.pendingLimit = config.get('FILES_STAGING_MAX_PER_TENANT');
  }

  /** The moment of creation by the database's clock. Refused when the quota or the staging limit has no room. */
  async insert(upload: NewUpload, note?: KeyNote, face: Face = 'uploads'): Promise<Date> {
    const createdAt = this.created(face, 1, await this.statement.execute({ uploads: [upload], note }));
    if (isTracing()) await keepTraces(this.database, [upload.id]);
    return createdAt;
  }

  /** The same for many of one workspace, all or none. */
  async insertAll(uploads: [NewUpload, ...NewUpload[]], note?: KeyNote): Promise<Date> {
    const createdAt = this.created('uploads', uploads.length, await this.statement.alone({ uploads, note }));
    if (isTracing())
      await keepTraces(
        this.database,
        uploads.map(({ id }) => id),
      );
    return createdAt;
  }

  private created(face: Face, count: number, created: Created): Date {
    if ('refusal' in created) throw refusals[created.refusal]!();
    this.metrics.created(face, count);
    return created.answer;
  }

  private async run(requests: CreateRequest[]): Promise<Created[]> {
    if (requests.length === 1) return [await this.createOne(requests[0]!, false)];
    const { doubtful = [], plain = [] } = Object.groupBy(requests, (request) =>
      this.recentRefusals.has(request) ? 'doubtful' : 'plain',
    );
    const outcomes = new Map<CreateRequest, Created>();
    const keep = (of: CreateRequest[], created: Created[]) =>
      of.forEach((request, n) => outcomes.set(request, created[n]!));
    keep(plain, await this.createTogether(plain));
    // By now the others are created: an error here must not be theirs, so these are sent again, each alone.
    const again = () => doubtful.map(() => ({ refusal: LOCK_NOT_AVAILABLE }));
    keep(doubtful, await (plain.length ? this.createEach(doubtful).catch(again) : this.createEach(doubtful)));
    return requests.map((request) => outcomes.get(request)!);
  }

  /** In a transaction of its own. PostgreSQL refuses by an error, and nothing stays. */
  private async createOne(request: CreateRequest, together: boolean): Promise<Created> {
    const isPlain = request.uploads.length === 1 && !together;
    try {
      const answer = await (isPlain ? this.insertOne(request) : this.insertTogether([request], together));
      return this.recentRefusals.note(request, { answer });
    } catch (error) {
      return this.recentRefusals.note(request, { refusal: refusalOf(error) });
    }
  }

  /** In one transaction. If one of them is refused, each is created in a block of its own. */
  private async createTogether(requests: CreateRequest[]): Promise<Created[]> {
    if (requests.length < 2) return this.createEach(requests);
    try {
      const answer = await this.insertTogether(requests, true);
      return requests.map(() => ({ answer }));
    } catch (error) {
      refusalOf(error);
      return this.createEach(requests);
    }
  }

  private async createEach(requests: CreateRequest[]): Promise<Created[]> {
    if (requests.length < 2) return Promise.all(requests.map((request) => this.createOne(request, true)));
    const values = [JSON.stringify(requests), this.pendingLimit];
    const { rows } = await this.database.pool.query<{ at: Date; refusals: (string | null)[] }>(
      namedQuery({ ...each, values }),
    );
    const { at, refusals: states } = rows[0]!;
    return requests.map((request, n) => {
      const refusal = states[n] ?? null;
      return this.recentRefusals.note(request, refusal === null ? { answer: at } : { refusal });
    });
  }

  private async insertOne({ uploads: [upload], note }: CreateRequest): Promise<Date> {
    const values = [plannedRow(upload), note && JSON.stringify(note), this.pendingLimit];
    const { rows } = await this.database.pool.query<{ at: Date }>(namedQuery({ ...createOne, values }));
    return rows[0]!.at;
  }

  /** `together`: with requests that it has nothing to do with, so it may not wait long for a row. */
  private async insertTogether(requests: CreateRequest[], together: boolean): Promise<Date> {
    const uploads = requests.flatMap((request) => request.uploads.map(plannedRow));
    const notes = requests.flatMap(({ note }) => (note ? [JSON.stringify(note)] : []));
    const values = [uploads, notes, this.pendingLimit, together];
    const { rows } = await this.database.pool.query<{ at: Date }>(namedQuery({ ...createAll, values }));
    return rows[0]!.at;
  }
}

/** The SQLSTATE of an error that refuses a request; any other error is thrown. */
function refusalOf(error: unknown): string {
  const state = sqlState(error);
  if (state === undefined || !Object.hasOwn(refusals, state)) throw error;
  return state;
}
