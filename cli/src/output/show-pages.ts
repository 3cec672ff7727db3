import { type Page, pagesFrom } from '../api/pages.js';
import type { Output } from './output.js';
import type { Column } from './table.js';

export interface ListOptions {
  all: boolean;
  cursor: string | undefined;
}

/** The options of every list. */
export const listOptions = {
  limit: { type: 'integer', value: 'N', range: [1, 100], default: 20, description: 'Items of a page.' },
  cursor: { type: 'text', value: 'CURSOR', description: 'Go on where a page ended.' },
  all: { type: 'flag', description: 'All pages, not only one.' },
} as const;

export const LIST_JSON =
  'one document, `{items, next_cursor}`, as the API answers it; with `--all` one item a line, however many there are.';

/** A page, or all of them as they come: nothing is held but one page. */
export async function showPages<T>(
  output: Output,
  columns: readonly Column<T>[],
  { all, cursor }: ListOptions,
  read: (cursor: string | undefined) => Promise<Page<T>>,
): Promise<void> {
  let isFirst = true;
  for await (const page of pagesFrom(cursor, read)) {
    if (output.json && !all) return output.result(page);
    for (const item of output.json ? page.items : []) output.result(item);
    if (page.items.length || isFirst) output.table(columns, page.items, { titles: isFirst });
    isFirst = false;
    if (all || !page.next_cursor) continue;
    return output.note(`There are more: --cursor ${page.next_cursor}, or --all.`);
  }
}
