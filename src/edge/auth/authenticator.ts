import type { Actor } from '../../shared/actor.js';

/** What a request shows: its bearer token, and the workspace it names by id or name. */
export interface Credentials {
  bearer: string | undefined;
  namespace: string | undefined;
}

/** Says who asks. Throws UNAUTHENTICATED, NAMESPACE_REQUIRED or NOT_FOUND; never answers for another tenant. */
export abstract class Authenticator {
  abstract authenticate(credentials: Credentials): Promise<Actor>;
}
