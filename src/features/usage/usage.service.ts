import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import type { Actor } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { requireScope } from '../../shared/rights.js';
import { BucketUsageView, ReservationView, UsageView } from './dto/usage.view.js';
import { UsageRepository } from './usage.repository.js';

/** What an organization uses, has reserved and may. Reads only: the ledger of workspaces writes. */
@Injectable()
export class UsageService {
  constructor(
    private readonly usage: UsageRepository,
    private readonly config: Config,
  ) {}

  async read(actor: Actor): Promise<UsageView> {
    requireScope(actor, 'uploads:read', 'admin');
    const { organizationId, boundTo } = actor;
    const [totals, buckets, reservations] = await Promise.all([
      this.usage.totals(organizationId),
      this.usage.buckets(organizationId, boundTo),
      this.usage.reservations(organizationId, boundTo),
    ]);
    if (!totals) throw Errors.notFound('Organization');
    return Object.assign(new UsageView(), {
      quotaBytes: Number(totals.quotaBytes),
      usedBytes: Number(totals.usedBytes),
      reservedBytes: Number(totals.reservedBytes),
      pendingCount: totals.pendingCount,
      pendingLimit: totals.pendingLimit ?? this.config.get('FILES_STAGING_MAX_PER_TENANT'),
      buckets: buckets.map(BucketUsageView.from),
      reservations: reservations.map(ReservationView.from),
    });
  }
}
