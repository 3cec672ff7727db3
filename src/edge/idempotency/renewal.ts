import type { Actor } from '../../shared/actor.js';

/** Signs the URLs of a kept answer anew. Features whose answers carry URLs give one to `@Idempotent()`. */
export abstract class Renewal {
  /** The answer with fresh URLs, in the same spelling as it was kept. */
  abstract renew(actor: Actor, answer: Record<string, unknown>): Promise<Record<string, unknown>>;
}
