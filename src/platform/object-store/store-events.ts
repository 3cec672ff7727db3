/** Called after an object was written. A hint only: receivers check the object itself. */
export type ObjectCreatedListener = (key: string) => void;

/** Passes events of the embedded store on to the product. */
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
