import { Injectable } from '@nestjs/common';
import { scopes } from '../../shared/actor.js';
import { newId } from '../../shared/ids.js';
import { hashPassword, mint } from '../identity/index.js';
import { BootstrapRepository, type FirstUser } from './bootstrap.repository.js';
import { tierLimits } from './domain/tiers.js';

export interface BootstrapSettings {
  apiKey?: string;
  adminEmail?: string;
  adminPassword?: string;
  /** Whether a key may be made when none is given and none is in use. */
  mayGenerate?: boolean;
}

/** Fixed ids: however many processes start at once, they mean the same organization. */
const ORGANIZATION_ID = `org_${'0'.repeat(16)}`;
const WORKSPACE_ID = `ws_${'0'.repeat(16)}`;

const NO_KEY =
  'This database has no organization yet, and no key for the first one is set: only role all generates a key. ' +
  'Set BOOTSTRAP_API_KEY to sk_ followed by at least 32 characters, or BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD.';

/** The first organization, its key and its owner. Runs at every start and changes nothing that is there already. */
@Injectable()
export class Bootstrap {
  constructor(private readonly repository: BootstrapRepository) {}

  /** The key that was generated, to be shown once; nothing when a key was given or one is in use. */
  async run({ apiKey, adminEmail, adminPassword, mayGenerate = true }: BootstrapSettings): Promise<string | undefined> {
    if (!mayGenerate && !apiKey && !adminEmail && !(await this.repository.exists(ORGANIZATION_ID)))
      throw new Error(NO_KEY);
    const { secret, key } = mint(
      { organizationId: ORGANIZATION_ID, workspaceId: null, name: 'bootstrap', scopes: [...scopes], expiresAt: null },
      apiKey,
    );
    const generated = await this.repository.ensure({
      organization: {
        id: ORGANIZATION_ID,
        name: 'default',
        tier: 'enterprise',
        quotaBytes: BigInt(tierLimits.enterprise.quotaBytes),
        pendingLimit: null,
        defaultWorkspaceId: WORKSPACE_ID,
      },
      ...(apiKey ? { key } : mayGenerate ? { spareKey: key } : {}),
      owner: await this.owner(adminEmail?.toLowerCase(), adminPassword),
    });
    return generated ? secret : undefined;
  }

  /** Only the first start sets the password: later it is the user's own. */
  private async owner(email: string | undefined, password: string | undefined): Promise<FirstUser | undefined> {
    if (!email || !password || (await this.repository.isKnown(ORGANIZATION_ID, email))) return undefined;
    return { id: newId('usr'), email, passwordHash: await hashPassword(password) };
  }
}
