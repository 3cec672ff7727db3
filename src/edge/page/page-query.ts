import { decodeCursor, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type ListPage } from '../../shared/page.js';
import { Prop } from '../dto/prop.js';

/** The paging parameters of a REST list. Lists with filters extend it. */
export class PageQuery {
  @Prop.integer({
    min: 1,
    max: MAX_PAGE_SIZE,
    optional: true,
    description: `Items per page, 1 to ${MAX_PAGE_SIZE}. Default: ${DEFAULT_PAGE_SIZE}.`,
  })
  limit?: number;

  @Prop.text({ max: 500, optional: true, description: 'The `next_cursor` of the previous page.' })
  cursor?: string;

  /** The page of the list of this name. */
  page(list: string): ListPage {
    return { list, limit: this.limit ?? DEFAULT_PAGE_SIZE, ...decodeCursor(list, this.cursor) };
  }
}
