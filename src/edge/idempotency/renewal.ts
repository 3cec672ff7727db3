import type { Actor } from '../../shared/actor.js';

/** Signs new URLs for a kept answer. Features whose answers carry URLs pass one to `@Idempotent()`. */
export abstract class Renewal {
  /** The answer with new URLs, under the field names it was kept with. */
  abstract renew(actor: Actor, answer: Record<string, unknown>): Promise<Record<string, unknown>>;
}
