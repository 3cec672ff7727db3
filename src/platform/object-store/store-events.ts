/** Somebody wrote an object. A hint: the object is always looked at before anything is believed. */
export type ObjectCreatedListener = (key: string) => void;

/** Where the embedded store tells of new objects, and the product listens. */
export class StoreEvents {
  private readonly listeners = new Set<ObjectCreatedListener>();

  subscribe(listener: ObjectCreatedListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  objectCreated(key: string): void {
    for (const listener of this.listeners) listener(key);
  }
}
