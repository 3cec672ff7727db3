import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { Database } from '../../../platform/prisma/database.js';
import { TrashRepository } from '../../blobs/index.js';
import { attemptPlaces, type LeasedUpload, LeasedUploadsRepository } from '../../uploads/index.js';
import { LeaseLostError } from '../domain/admission.errors.js';

/** Why and for how long an upload is given back. */
export interface GivenBack {
  afterSeconds: number;
  /** The scanner gave no verdict. */
  unscanned: boolean;
}

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
    private readonly uploads: LeasedUploadsRepository,
    private readonly trash: TrashRepository,
    config: Config,
  ) {
    this.seconds = config.get('SCAN_LEASE_SECONDS');
    this.lifoThreshold = config.get('SCAN_BACKLOG_LIFO_THRESHOLD');
    this.partsAbove = config.get('MULTIPART_COPY_THRESHOLD_BYTES');
  }

  /** Leases the next upload in the order of `claim_scan`, and begins its first attempt; `null` when none is due. */
  async claim(): Promise<LeasedUpload | null> {
    const token = randomUUID();
    const [claimed] = await this.database.system.$queryRaw<{ id: string | null }[]>`
      SELECT claim_scan(${token}, ${this.seconds}::int, ${this.lifoThreshold}::int, ${this.partsAbove}::bigint) AS id`;
    return claimed?.id ? this.uploads.find(claimed.id, token) : null;
  }

  /** Extends the lease, and with it the trash rows of the attempt. */
  async renew({ id, leaseToken }: LeasedUpload): Promise<void> {
    const [row] = await this.database.system.$queryRaw<{ renewed: boolean }[]>`
      SELECT renew_scan(${id}, ${leaseToken}, ${this.seconds}::int, ${this.partsAbove}::bigint) AS renewed`;
    if (!row!.renewed) throw new LeaseLostError();
  }

  /** The next attempt under the same lease, with keys of its own. */
  async nextAttempt(upload: LeasedUpload): Promise<LeasedUpload> {
    const { id, leaseToken } = upload;
    const [row] = await this.database.system.$queryRaw<{ attempts: number | null }[]>`
      SELECT next_scan_attempt(${id}, ${leaseToken}, ${this.seconds}::int, ${this.partsAbove}::bigint) AS attempts`;
    if (row!.attempts === null) throw new LeaseLostError();
    return { ...upload, attempts: row!.attempts };
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
