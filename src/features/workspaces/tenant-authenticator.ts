import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Authenticator, type Credentials } from '../../edge/auth/authenticator.js';
import { RightsChanges } from '../../edge/auth/rights-changes.js';
import type { Actor } from '../../shared/actor.js';
import { concerning } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';
import { ActorCache, ApiKeysService, type ApiKey, bearerOf, isSecret, type KnownActor } from '../identity/index.js';
import { isUploadTokenSecret, type LinkedAccount, scopesOfRole, UploadTokens } from '../identity/index.js';
import { TokenUsers, TokenVerifier, type TokenSubject } from '../identity/index.js';
import { type ActorWorkspace, ActorWorkspacesRepository } from './actor-workspaces.repository.js';
import { chooseMembership, type Membership, namespaceQuery, namespaceRequired } from './domain/namespace.js';

/** Authenticates a caller and chooses its workspace: a key or a token, and the namespace it names. */
@Injectable()
export class TenantAuthenticator extends Authenticator {
  constructor(
    private readonly cache: ActorCache,
    private readonly rights: RightsChanges,
    private readonly keys: ApiKeysService,
    private readonly tokens: TokenVerifier,
    private readonly users: TokenUsers,
    private readonly uploadTokens: UploadTokens,
    private readonly workspaces: ActorWorkspacesRepository,
  ) {
    super();
  }

  authenticate({ bearer, uploadToken, namespace }: Credentials): Actor | Promise<Actor> {
    const capability = uploadToken ?? (bearer !== undefined && isUploadTokenSecret(bearer) ? bearer : undefined);
    if (capability !== undefined) {
      const key = cacheKey('upload-token', capability, namespace);
      return this.cache.get(key, () => this.actorOfUploadToken(capability, namespace));
    }
    if (bearer === undefined) throw Errors.unauthenticated();
    if (isSecret(bearer))
      return this.cache.get(cacheKey('key', bearer, namespace), () => this.actorOfKey(bearer, namespace));
    return this.authenticateToken(bearer, namespace);
  }

  private async authenticateToken(bearer: string, namespace: string | undefined): Promise<Actor> {
    const token = await this.tokens.verify(bearer);
    const { issuer, subject, version } = token;
    const key = cacheKey(issuer, subject, String(version), namespace);
    return this.cache.get(key, () => this.actorOfToken(token, namespace));
  }

  private async actorOfKey(secret: string, namespace: string | undefined): Promise<KnownActor> {
    const key = await this.keys.recognise(secret);
    const place = this.workspaceOfKey(key, namespace).catch(refusedTo(key.organizationId, key.id));
    const { organizationId, workspaceId, tier, quotaBytes } = await place;
    const scopes = new Set(key.scopes);
    const bound = key.workspaceId ? { boundTo: key.workspaceId } : {};
    return {
      actor: { organizationId, workspaceId, tier, quotaBytes, scopes, keyId: key.id, ...bound },
      expiresAt: key.expiresAt,
    };
  }

  private async workspaceOfKey(key: ApiKey, namespace: string | undefined): Promise<ActorWorkspace> {
    const { organizationId, workspaceId: bound } = key;
    if (!bound && namespace === undefined) return this.defaultWorkspace(organizationId);
    const query = namespace === undefined ? { id: bound! } : namespaceQuery(namespace);
    const workspace = await this.workspaces.find(organizationId, query);
    if (!workspace || (bound && workspace.workspaceId !== bound)) throw Errors.notFound('Workspace');
    return workspace;
  }

  private async defaultWorkspace(organizationId: string): Promise<ActorWorkspace> {
    const workspace = await this.workspaces.findDefault(organizationId);
    if (!workspace) throw namespaceRequired('The organization has no default workspace: name one in X-Namespace.');
    return workspace;
  }

  private async actorOfUploadToken(secret: string, namespace: string | undefined): Promise<KnownActor> {
    const token = await this.uploadTokens.recognise(secret);
    const query = namespace === undefined ? { id: token.workspaceId } : namespaceQuery(namespace);
    const found = await this.workspaces.find(token.organizationId, query);
    if (found?.workspaceId !== token.workspaceId) throw Errors.notFound('Workspace');
    const { organizationId, workspaceId, tier, quotaBytes } = found;
    return { actor: { organizationId, workspaceId, tier, quotaBytes, ...bearerOf(token) }, expiresAt: token.expiresAt };
  }

  private async actorOfToken(token: TokenSubject, namespace: string | undefined): Promise<KnownActor> {
    const accounts = await this.accountsOf(token, namespace);
    const workspaces = await this.workspaces.ofUsers([...accounts.keys()]);
    const memberships = workspaces.map((workspace) => ({
      ...workspace,
      active: accounts.get(workspace.userId)!.active,
    }));
    const chosen = this.chosenOf(memberships, namespace, accounts);
    const { organizationId, workspaceId, tier, quotaBytes, role, isDefault, userId } = chosen;
    await this.noteUse(accounts.get(userId)!, accounts);
    const scopes = new Set(scopesOfRole[role]);
    // Owners of the default workspace administer the organization; other users are bound to their workspace.
    const bound = role === 'owner' && isDefault ? {} : { boundTo: workspaceId };
    return { actor: { organizationId, workspaceId, tier, quotaBytes, scopes, userId, role, ...bound } };
  }

  private chosenOf<M extends Membership>(
    memberships: M[],
    namespace: string | undefined,
    accounts: Map<string, LinkedAccount>,
  ): M {
    try {
      return chooseMembership(memberships, namespace);
    } catch (error) {
      const { organizationId, userId } = accounts.values().next().value!;
      return refusedTo(organizationId, userId)(error);
    }
  }

  /**
   * After the first use of a link a later request of the token without a namespace may act in another workspace, or has to
   * name one. So it is read again, whichever organization it acted in.
   */
  private async noteUse(account: LinkedAccount, accounts: Map<string, LinkedAccount>): Promise<void> {
    if (!(await this.users.use(account))) return;
    await this.rights.announce(...new Set([...accounts.values()].map(({ organizationId }) => organizationId)));
  }

  /** By user. Without a namespace only links in use count, so that no request acts in an organization that it did not name. */
  private async accountsOf(token: TokenSubject, namespace: string | undefined): Promise<Map<string, LinkedAccount>> {
    const linked = await this.users.accountsOf(token);
    const accounts = namespace === undefined ? linked.filter(({ active }) => active) : linked;
    if (!accounts.length)
      throw Errors.unauthenticated('Name a workspace in X-Namespace with your first request to an organization.');
    return new Map(accounts.map((account) => [account.userId, account]));
  }
}

/** Makes known to the audit trail whose request was refused: the credentials are good, the workspace is not theirs. */
const refusedTo =
  (organizationId: string, actor: string) =>
  (error: unknown): never => {
    throw concerning(error, { organizationId, actor });
  };

/** A digest: secrets are not kept in memory for longer than their request and a renewal of its actor. */
function cacheKey(...parts: (string | undefined)[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64');
}
