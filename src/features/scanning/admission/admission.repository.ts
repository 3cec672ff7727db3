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
import { type LeasedUpload, type ObjectDraft, UploadObjects } from '../../uploads/index.js';
import {
  BlobGoneError,
  ContentQuarantinedError,
  FalseClaimError,
  LeaseLostError,
  SchemaChangedError,
} from '../domain/admission.errors.js';
import type { AdmissionFacts, Found } from './admission-facts.js';
import { plainAdmissionJson, plainOf } from './plain-admissions.js';
import { admission, orderOf, quarantine, rejection, type ScanConclusion } from './scan-conclusion.js';

const statements = {
  /** Those that nearly all are, by one statement for each table; all or none. */
  plain: { name: 'admit_plain_uploads', text: 'SELECT admit_plain_uploads($1)' },
  /** Any, each in a block of its own. */
  any: { name: 'conclude_scans', text: 'SELECT conclude_scans($1) AS answers' },
};

/** How often the schema of a bucket may change during one admission. */
const MAX_SCHEMAS = 5;

/** Why a conclusion was not carried out; `null` when it was. */
type Answer = { state: string; message: string } | null;

const refusals: Record<string, (message: string) => Error> = {
  AL020: () => new LeaseLostError(),
  AL021: () => new BlobGoneError(),
  AL022: () => new FalseClaimError(),
  AL023: (reason) => new ContentQuarantinedError(reason),
  AL024: () => new SchemaChangedError(),
};

/**
 * The three outcomes of an admission, each one call that only succeeds under the upload's lease, in one commit with
 * others that end at the same time. Lock order: upload, object, blob, usage.
 */
@Injectable()
export class AdmissionRepository {
  private readonly statement = new GroupedStatement<ScanConclusion, Answer>((group) => this.conclude(group), {
    orderOf,
    paceMs: MOVES_PACE_MS,
  });

  constructor(
    private readonly database: Database,
    private readonly objects: UploadObjects,
  ) {}

  /**
   * SCANNING → AVAILABLE with object, blob, usage and trash. `copiedTo`: where this attempt copied the bytes; `null`: the
   * workspace's blob is shared. BlobGoneError asks for a copy, ContentQuarantinedError for `quarantine`.
   */
  async admit(
    upload: LeasedUpload,
    facts: AdmissionFacts,
    { copiedTo, flag }: { copiedTo: string | null; flag?: string },
  ): Promise<void> {
    const admitWith = (object?: ObjectDraft) => this.run(admission(upload, facts, { copiedTo, flag, object }));
    let object = this.objects.draftOf(upload);
    for (let schemas = 1; ; schemas++) {
      try {
        return await admitWith(object);
      } catch (error) {
        if (!(error instanceof SchemaChangedError) || schemas === MAX_SCHEMAS) throw error;
        object = await this.objects.draftBySchema(upload);
      }
    }
  }

  /** SCANNING → REJECTED: the reservation is released and all bytes are trashed. */
  async reject(upload: LeasedUpload, reason: string, found: Partial<Found>, detail = reason): Promise<void> {
    await this.run(rejection(upload, reason, found, detail));
  }

  /** SCANNING → REJECTED, but the bytes are kept under a key without links until they are released or deleted. */
  async quarantine(
    upload: LeasedUpload,
    facts: AdmissionFacts,
    { copiedTo, reason }: { copiedTo: string | null; reason: string },
  ): Promise<void> {
    await this.run(quarantine(upload, facts, { copiedTo, reason }));
  }

  private async run(conclusion: ScanConclusion): Promise<void> {
    const outcome = await this.statement.execute(conclusion);
    if ('refusal' in outcome) throw Errors.unavailable('The database is busy. Try again in a few seconds.');
    if (outcome.answer) throw refusals[outcome.answer.state]!(outcome.answer.message);
  }

  private async conclude(group: ScanConclusion[]): Promise<Outcome<Answer>[]> {
    const plain = new Set(plainOf(group));
    const others = group.filter((one) => !plain.has(one));
    const outcomes = new Map<ScanConclusion, Outcome<Answer>>();
    for (const [n, outcome] of (await this.admitTogether([...plain])).entries()) outcomes.set([...plain][n]!, outcome);
    for (const [n, outcome] of (await this.concludeEach(others)).entries()) outcomes.set(others[n]!, outcome);
    return group.map((one) => outcomes.get(one)!);
  }

  /** If one of them is refused, each is concluded for itself. */
  private async admitTogether(plain: ScanConclusion[]): Promise<Outcome<Answer>[]> {
    if (plain.length === 0) return [];
    const values = [JSON.stringify(plain.map(plainAdmissionJson))];
    try {
      await this.database.pool.query({ ...statements.plain, values });
      return plain.map(() => ({ answer: null }));
    } catch (error) {
      const state = sqlState(error);
      if (state !== LOCK_NOT_AVAILABLE && !Object.hasOwn(refusals, state ?? '')) throw error;
      return this.concludeEach(plain);
    }
  }

  private async concludeEach(conclusions: ScanConclusion[]): Promise<Outcome<Answer>[]> {
    if (conclusions.length === 0) return [];
    const values = [JSON.stringify(conclusions)];
    const { rows } = await this.database.pool.query<{ answers: Answer[] }>({ ...statements.any, values });
    return rows[0]!.answers.map((answer) =>
      answer?.state === LOCK_NOT_AVAILABLE ? { refusal: LOCK_NOT_AVAILABLE } : { answer },
    );
  }
}
