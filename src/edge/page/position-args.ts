import { ArgsType } from '@nestjs/graphql';
import { decodeCursor, DEFAULT_PAGE_SIZE, type ListPage, MAX_PAGE_SIZE } from '../../shared/page.js';
import { Prop } from '../dto/prop.js';

/** The position of a page in a GraphQL connection, for lists that have an order of their own. */
@ArgsType()
export class PositionArgs {
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
