/**
 * Turns texts into vectors whose closeness is closeness in meaning. The search orders the hits of a page by it as well. No
 * model comes with the service: an adapter takes the place of `NoEmbedder` in the module.
 */
export abstract class Embedder {
  /** False: the search orders by words alone and does not call `embed`. */
  abstract readonly isConfigured: boolean;

  /** One vector for each text, all of one length. Rejects when the signal aborts. */
  abstract embed(texts: readonly string[], signal: AbortSignal): Promise<readonly (readonly number[])[]>;
}

/** Embeddings are off. */
export class NoEmbedder extends Embedder {
  readonly isConfigured = false;

  override embed(): Promise<never> {
    return Promise.reject(new Error('No embedder is configured.'));
  }
}
