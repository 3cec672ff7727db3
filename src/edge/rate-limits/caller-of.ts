import { type Actor, actorId } from '../../shared/actor.js';

/**
 * Whose requests are counted together: those of a key, of a user in all workspaces, or of the bearers of one upload token.
 * What is done with a token does not count for its maker.
 */
export function callerOf(actor: Actor): string {
  return actor.uploadToken?.id ?? actorId(actor);
}
