/** One page of a list. */
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** All pages from a cursor on, each read when the one before was used. */
export async function* pagesFrom<T>(
  cursor: string | undefined,
  read: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<Page<T>> {
  for (let next = cursor; ;) {
    const page = await read(next);
    yield page;
    if (!page.next_cursor) return;
    next = page.next_cursor;
  }
}
