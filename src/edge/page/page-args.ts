import { ArgsType } from '@nestjs/graphql';
import { listInDirection, type ListPage } from '../../shared/page.js';
import { Prop } from '../dto/prop.js';
import { ListOrderInput } from './list-order.js';
import { PositionArgs } from './position-args.js';

/** The arguments of a GraphQL connection that is sorted by id, for `@ReadArgs()`. Connections with filters extend it. */
@ArgsType()
export class PageArgs extends PositionArgs {
  @Prop.object(() => ListOrderInput, { optional: true, description: 'In which order. Default: newest first.' })
  orderBy?: ListOrderInput;

  override page(list: string): ListPage {
    const direction = this.orderBy?.direction ?? 'DESC';
    return { ...super.page(listInDirection(list, direction)), direction };
  }
}
