import type { Actor } from '../../shared/actor.js';

/** The bearer token of a request, and the workspace that it names by id or name. */
export interface Credentials {
  bearer: string | undefined;
  /** From the URL, where no other credential may be: only ever taken for an upload token. */
  uploadToken?: string;
  namespace: string | undefined;
}

/**
 * Finds the actor of a request: at once when it is known, else by a promise. Throws or rejects with UNAUTHENTICATED,
 * NAMESPACE_REQUIRED or NOT_FOUND.
 */
export abstract class Authenticator {
  abstract authenticate(credentials: Credentials): Actor | Promise<Actor>;
}
