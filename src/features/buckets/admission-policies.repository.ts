import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import type { TypePolicy } from './domain/type-policy.js';
import type { UnscannableRules } from './domain/unscannable.js';

/** What a bucket does with files that are not simply clean and of their declared type. */
export interface AdmissionPolicies extends UnscannableRules {
  typePolicy: TypePolicy;
}

const defaults: AdmissionPolicies = {
  unscannablePolicy: 'reject',
  unscannableExceptions: {},
  typePolicy: 'contradicted',
};

/** The settings of a bucket that decide about admission, as they are when the file was inspected. */
@Injectable()
export class AdmissionPoliciesRepository {
  constructor(private readonly database: Database) {}

  /** The defaults for a bucket that is gone. */
  async of(tenant: Tenant, bucketId: string): Promise<AdmissionPolicies> {
    const where = { id: bucketId, workspaceId: tenant.workspaceId };
    const select = { unscannablePolicy: true, unscannableExceptions: true, typePolicy: true };
    const bucket = await this.database.tenant(tenant, (tx) => tx.bucket.findFirst({ where, select }));
    if (!bucket) return defaults;
    const exceptions = (bucket.unscannableExceptions ?? {}) as AdmissionPolicies['unscannableExceptions'];
    return { ...bucket, unscannableExceptions: exceptions };
  }
}
