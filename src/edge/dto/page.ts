import type { Type } from '@nestjs/common';
import { decodeCursor, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type Page, type PageRequest } from '../../shared/page.js';
import { Prop } from './prop.js';
import { View } from './view.js';

/** The query of every REST list. */
export class PageQuery {
  @Prop.integer({
    min: 1,
    max: MAX_PAGE_SIZE,
    optional: true,
    description: `Items a page. Default: ${DEFAULT_PAGE_SIZE}.`,
  })
  limit?: number;
  @Prop.text({ max: 200, optional: true, description: '`next_cursor` of the page before.' }) cursor?: string;
}

export function pageRequest({ limit, cursor }: { limit?: number; cursor?: string }): PageRequest {
  return { limit: limit ?? DEFAULT_PAGE_SIZE, after: decodeCursor(cursor) };
}

export interface PageView<T> extends View {
  items: T[];
  nextCursor: string | null;
}

export type PageViewClass<T> = Type<PageView<T>> & { of(page: Page<T>): PageView<T> };

const known = new WeakMap<object, unknown>();

/** The REST list of a view: `{items, next_cursor}`. The same class each time, so that OpenAPI knows it once. */
export function pageViewOf<T extends View>(item: Type<T>): PageViewClass<T> {
  const list = (known.get(item) as PageViewClass<T> | undefined) ?? listViewOf(item);
  known.set(item, list);
  return list;
}

function listViewOf<T extends View>(item: Type<T>): PageViewClass<T> {
  class ListView extends View {
    @Prop.object(() => item, { each: true, description: 'One page, newest first.' }) items: T[];
    @Prop.text({ nullable: true, description: 'Cursor of the next page; null on the last.' }) nextCursor: string | null;

    static of({ items, nextCursor }: Page<T>): PageView<T> {
      return Object.assign(new ListView(), { items, nextCursor });
    }
  }
  Object.defineProperty(ListView, 'name', { value: `${item.name.replace(/View$/, '')}ListView` });
  return ListView;
}
