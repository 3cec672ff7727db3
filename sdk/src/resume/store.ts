/** Where the ids of unfinished uploads are kept, so that they continue after a reload. No URL and no secret is kept. */
export interface ResumeStore {
  get(key: string): Promise<string | null | undefined> | string | null | undefined;
  set(key: string, uploadId: string): Promise<void> | void;
  delete(key: string): Promise<void> | void;
}

/** That of the page, else of the worker; nothing outside of browsers, where `fileStore` of `@airlock/sdk/node` may be used. */
export function usualStore(): ResumeStore | undefined {
  try {
    if (typeof document !== 'undefined') return pageStore(localStorage);
  } catch {
    // A page whose storage is forbidden.
  }
  return typeof indexedDB === 'undefined' ? undefined : databaseStore();
}

const pageStore = (storage: Storage): ResumeStore => ({
  get: (key) => storage.getItem(key),
  set: (key, id) => storage.setItem(key, id),
  delete: (key) => storage.removeItem(key),
});

/** Workers have no localStorage. */
function databaseStore(): ResumeStore {
  const run = async <T>(mode: IDBTransactionMode, act: (uploads: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    const opening = indexedDB.open('airlock', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('uploads');
    const database = await done(opening);
    try {
      return await done(act(database.transaction('uploads', mode).objectStore('uploads')));
    } finally {
      database.close();
    }
  };
  return {
    get: (key) => run('readonly', (uploads) => uploads.get(key) as IDBRequest<string | undefined>),
    set: (key, id) => run('readwrite', (uploads) => uploads.put(id, key)).then(() => undefined),
    delete: (key) => run('readwrite', (uploads) => uploads.delete(key)),
  };
}

const done = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error as Error);
  });
