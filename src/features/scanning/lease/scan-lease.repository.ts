import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { Database } from '../../../platform/prisma/database.js';
import { TrashRepository } from '../../blobs/index.js';
import { attemptPlaces, type LeasedColumns, type LeasedUpload, leasedUploadOf } from '../../uploads/index.js';
import { LeaseLostError } from '../domain/admission.errors.js';

/** Why and for how long an upload is given back. */
export interface GivenBack {
  afterSeconds: number;
  /** The scanner gave no verdict. */
  unscanned: boolean;
}

type Lease = Pick<LeasedUpload, 'id' | 'leaseToken'>;

const claimStatement = {
  name: 'take_scans',
  text: 'SELECT upload, bucket_name, policies FROM take_scans($1, $2, $3, $4, $5)',
};
const expectStatement = { name: 'expect_scan_copy', text: 'SELECT expect_scan_copy($1, $2, $3, $4, $5) AS "isHeld"' };
const renewStatement = { name: 'renew_scans', text: 'SELECT renew_scans($1, $2, $3) AS "goesOn"' };

/**
 * The lease under which one worker admits an upload. Its state is in the upload's row and changes by SQL functions only;
 * all clocks are the database's.
 */
@Injectable()
export class ScanLeaseRepository {
  private readonly seconds: number;
  private readonly lifoThreshold: number;
  private readonly partsAbove: number;

  constructor(
    private readonly database: Database,
    private readonly trash: TrashRepository,
    config: Config,
  ) {
    this.seconds = config.get('SCAN_LEASE_SECONDS');
    this.lifoThreshold = config.get('SCAN_BACKLOG_LIFO_THRESHOLD');
    this.partsAbove = config.get('MULTIPART_COPY_THRESHOLD_BYTES');
  }

  /**
   * Leases the next uploads in the order of `take_scans`, as many as are due and no more than `most`, and begins an attempt
   * of each.
   */
  async claim(most: number): Promise<LeasedUpload[]> {
    const values = [most, randomUUID(), this.seconds, this.lifoThreshold, this.partsAbove];
    const { rows } = await this.database.systemPool.query<LeasedColumns>({ ...claimStatement, values });
    return rows.map(leasedUploadOf);
  }

  /** Extends leases, and with them the trash rows of their attempts. Answers for each whether it goes on. */
  async renew(leases: Lease[]): Promise<boolean[]> {
    const named = leases.map(({ id, leaseToken }) => ({ id, leaseToken }));
    const values = [JSON.stringify(named), this.seconds, this.partsAbove];
    const { rows } = await this.database.systemPool.query<{ goesOn: boolean }>({ ...renewStatement, values });
    return rows.map(({ goesOn }) => goesOn);
  }

  /** The next attempt under the same lease, with keys of its own. */
  async nextAttempt(upload: LeasedUpload): Promise<LeasedUpload> {
    const { id, leaseToken } = upload;
    const [row] = await this.database.system.$queryRaw<{ attempts: number | null }[]>`
      SELECT lease_next_attempt(${id}, ${leaseToken}, ${this.seconds}::int, ${this.partsAbove}::bigint) AS attempts`;
    if (row!.attempts === null) throw new LeaseLostError();
    return { ...upload, attempts: row!.attempts };
  }

  /** Writes the trash row of a key that the claim did not expect to be written: before anything is copied there. */
  async expectCopy({ id, leaseToken }: Lease, key: string): Promise<void> {
    const values = [id, leaseToken, key, this.seconds, this.partsAbove];
    const { rows } = await this.database.systemPool.query<{ isHeld: boolean }>({ ...expectStatement, values });
    if (!rows[0]!.isHeld) throw new LeaseLostError();
  }

  /** Trashes everything that a failed attempt wrote or that may still arrive of it: it may have outlived its rows. */
  async abandonAttempt(upload: LeasedUpload): Promise<void> {
    const { workspaceId, reservedBytes: bytes } = upload;
    const { partsAbove, seconds: leaseSeconds } = this;
    const keys = Object.values(attemptPlaces(upload));
    await this.database.tenant(upload, (tx) =>
      this.trash.addAttempt(tx, { workspaceId, keys, bytes, partsAbove, leaseSeconds }),
    );
  }

  /** Ends the lease without an outcome: the upload can be claimed again after a pause. */
  async giveBack({ id, leaseToken }: LeasedUpload, { afterSeconds, unscanned }: GivenBack): Promise<void> {
    await this.database.system.$executeRaw`
      SELECT give_back_scan(${id}, ${leaseToken}, ${afterSeconds}::int, ${unscanned}::boolean)`;
  }
}
