import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { AuditTrail } from '../audit/index.js';
import { ApiKeysRepository, MembershipsRepository, type NewApiKey, UsersRepository } from '../identity/index.js';
import { type NewOrganization, OrganizationsRepository } from './organizations.repository.js';

export interface FirstUser {
  id: string;
  email: string;
  passwordHash: string;
}

export interface FirstTenant {
  organization: NewOrganization;
  /** Inserted unless it exists. */
  key?: NewApiKey;
  /** Inserted only when no other usable key administers the system. */
  spareKey?: NewApiKey;
  owner?: FirstUser;
}

/** Writes what the first start needs, in one transaction that one process at a time may run. */
@Injectable()
export class BootstrapRepository {
  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationsRepository,
    private readonly keys: ApiKeysRepository,
    private readonly users: UsersRepository,
    private readonly memberships: MembershipsRepository,
    private readonly audit: AuditTrail,
  ) {}

  async isKnown(organizationId: string, email: string): Promise<boolean> {
    return (await this.users.findCredentials(email, organizationId)).length > 0;
  }

  async exists(organizationId: string): Promise<boolean> {
    return (await this.database.system.organization.count({ where: { id: organizationId } })) > 0;
  }

  /** Whether the spare key was taken. */
  async ensure({ organization, key, spareKey, owner }: FirstTenant): Promise<boolean> {
    return this.database.asSystem(async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('airlock bootstrap'))`;
      const { id } = organization;
      const isNew = (await tx.organization.count({ where: { id } })) === 0;
      if (isNew) await this.organizations.insert(organization, tx);
      if (owner) await this.ensureOwner(owner, id, tx);
      const isKeyNew = key !== undefined && (await this.keys.insertUnlessKnown(key, tx));
      const isSpareTaken = spareKey !== undefined && !(await this.keys.hasUsableSystemKey(id, tx));
      if (isSpareTaken) await this.keys.insert(spareKey, tx);
      const made = [isNew && id, owner?.id, isKeyNew && key.id, isSpareTaken && spareKey.id].filter(isText);
      await this.record(tx, id, made);
      return isSpareTaken;
    });
  }

  /** What a start made. Most make nothing. */
  private async record(tx: Tx, organizationId: string, made: string[]): Promise<void> {
    const act = { action: 'installation.bootstrap', target: organizationId, detail: { made } } as const;
    if (made.length) await this.audit.record(tx, { organizationId }, act);
  }

  private async ensureOwner(owner: FirstUser, organizationId: string, tx: Tx): Promise<void> {
    const userId = await this.users.insertUnlessKnown({ ...owner, organizationId, name: null }, tx);
    const organization = await tx.organization.findUnique({ where: { id: organizationId } });
    const workspaceId = organization?.defaultWorkspaceId;
    if (!userId || !workspaceId) return;
    await this.memberships.insertUnlessKnown({ organizationId, workspaceId, userId, role: 'owner' }, tx);
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';
