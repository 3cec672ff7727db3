import type { Page } from '../schemas.js';

/** Every item of a list, page by page. */
export async function* itemsOf<T>(page: (cursor?: string) => Promise<Page<T>>): AsyncGenerator<T, void, undefined> {
  for (let cursor: string | undefined; ;) {
    const { items, next_cursor } = await page(cursor);
    yield* items;
    if (!next_cursor || next_cursor === cursor) return;
    cursor = next_cursor;
  }
}
