import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { MembershipsRepository } from '../knowledge-bases/memberships.repository.js';
import type { SearchScope } from './candidates.repository.js';

/** Where a search may look. */
@Injectable()
export class SearchScopeCheck {
  constructor(
    private readonly database: Database,
    private readonly memberships: MembershipsRepository,
  ) {}

  /** Refuses a knowledge base that is not there, as when it belongs to another workspace. */
  async check(tenant: Tenant, { knowledgeBaseId }: SearchScope): Promise<void> {
    if (knowledgeBaseId === undefined) return;
    await this.database.tenant(tenant, (tx) => this.memberships.require(tx, tenant, [knowledgeBaseId]));
  }
}
