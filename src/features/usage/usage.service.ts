import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import type { Actor } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { requireScope } from '../../shared/rights.js';
import { BucketNamesRepository } from '../buckets/index.js';
import { OpenReservationsRepository } from '../uploads/index.js';
import { UsageTotalsRepository } from '../workspaces/index.js';
import type { BucketUsage, Reservation, Usage } from './domain/usage.js';

/** What an organization uses, has reserved and may. Reads only: the usage ledger of workspaces writes. */
@Injectable()
export class UsageService {
  constructor(
    private readonly totals: UsageTotalsRepository,
    private readonly buckets: BucketNamesRepository,
    private readonly reservations: OpenReservationsRepository,
    private readonly config: Config,
  ) {}

  async read(actor: Actor): Promise<Usage> {
    requireScope(actor, 'uploads:read', 'admin');
    const { organizationId, boundTo } = actor;
    const [totals, buckets, reservations] = await Promise.all([
      this.totals.find(organizationId),
      this.bucketsOf(organizationId, boundTo),
      this.reservationsOf(organizationId, boundTo),
    ]);
    if (!totals) throw Errors.notFound('Organization');
    return {
      quotaBytes: Number(totals.quotaBytes),
      usedBytes: Number(totals.usedBytes),
      reservedBytes: Number(totals.reservedBytes),
      pendingCount: totals.pendingCount,
      pendingLimit: totals.pendingLimit ?? this.config.get('FILES_STAGING_MAX_PER_TENANT'),
      buckets,
      reservations,
    };
  }

  private async bucketsOf(organizationId: string, boundTo: string | undefined): Promise<BucketUsage[]> {
    const names = await this.buckets.list(organizationId, boundTo);
    const used = await this.totals.ofBuckets(names.map(({ id }) => id));
    return names.map(({ id, name }) => {
      const { usedBytes = 0n, fileCount = 0n } = used.get(id) ?? {};
      return { bucketId: id, bucketName: name, usedBytes: Number(usedBytes), fileCount: Number(fileCount) };
    });
  }

  private async reservationsOf(organizationId: string, boundTo: string | undefined): Promise<Reservation[]> {
    const open = await this.reservations.list(organizationId, boundTo);
    return open.map(({ bytes, ...rest }) => ({ ...rest, bytes: Number(bytes) }));
  }
}
