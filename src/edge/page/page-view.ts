import { ApiSchema } from '@nestjs/swagger';
import type { Page } from '../../shared/page.js';
import type { DtoClass } from '../dto/prop-registry.js';
import { Prop } from '../dto/prop.js';
import { View } from '../dto/view.js';

/** A page in REST: `{items, next_cursor}`. */
export interface PageView<T> {
  items: T[];
  nextCursor: string | null;
}

export interface PageViewClass<T> {
  new (): View & PageView<T>;
  /** A service's page of views, ready to be sent. */
  from(page: Page<T>): View & PageView<T>;
}

type ViewClass<T> = abstract new (...args: never[]) => T;

const made = new WeakMap<object, unknown>();

/** The page class of a view. Cached, so that OpenAPI has one schema for it. */
export function pageView<T extends View>(type: ViewClass<T>): PageViewClass<T> {
  const known = made.get(type) as PageViewClass<T> | undefined;
  if (known) return known;
  const page = define(type);
  made.set(type, page);
  return page;
}

function define<T extends View>(type: ViewClass<T>): PageViewClass<T> {
  @ApiSchema({ name: `${type.name}Page` })
  class ViewPage extends View implements PageView<T> {
    @Prop.object(() => type as DtoClass, { each: true, description: 'The items, in the order of the list.' })
    items: T[];

    @Prop.text({
      nullable: true,
      description:
        'The cursor of the next page; null on the last one. A filtered page may be short and still have a next one.',
    })
    nextCursor: string | null;

    static from({ items, nextCursor }: Page<T>): ViewPage {
      return Object.assign(new ViewPage(), { items, nextCursor });
    }
  }
  return ViewPage;
}
