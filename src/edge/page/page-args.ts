import { ArgsType } from '@nestjs/graphql';
import { decodeCursor, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type ListPage } from '../../shared/page.js';
import { Prop } from '../dto/prop.js';

/** Which page of a GraphQL connection; taken with `@ReadArgs()`. Connections with filters extend it. */
@ArgsType()
export class PageArgs {
  @Prop.integer({
    min: 1,
    max: MAX_PAGE_SIZE,
    optional: true,
    description: `Items per page, 1 to ${MAX_PAGE_SIZE}. Default: ${DEFAULT_PAGE_SIZE}.`,
  })
  first?: number;

  @Prop.text({ max: 100, optional: true, description: 'The `endCursor` of the page before.' })
  after?: string;

  /** The page of the list of this name. */
  page(list: string): ListPage {
    return { list, limit: this.first ?? DEFAULT_PAGE_SIZE, after: decodeCursor(list, this.after, 'after') };
  }
}
