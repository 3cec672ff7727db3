import { ArgsType } from '@nestjs/graphql';
import { decodeCursor, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type ListPage } from '../../shared/page.js';
import { Prop } from '../dto/prop.js';

/** The paging arguments of a GraphQL connection, for `@ReadArgs()`. Connections with filters extend it. */
@ArgsType()
export class PageArgs {
  @Prop.integer({
    min: 1,
    max: MAX_PAGE_SIZE,
    optional: true,
    description: `Items per page, 1 to ${MAX_PAGE_SIZE}. Default: ${DEFAULT_PAGE_SIZE}.`,
  })
  first?: number;

  @Prop.text({ max: 500, optional: true, description: 'The `endCursor` of the previous page.' })
  after?: string;

  /** The page of the list of this name. */
  page(list: string): ListPage {
    return { list, limit: this.first ?? DEFAULT_PAGE_SIZE, ...decodeCursor(list, this.after, 'after') };
  }
}
