import { ArgsType, Query, Resolver } from '@nestjs/graphql';
import pLimit from 'p-limit';
import { isNotFound } from '../../../shared/errors/domain-error.js';
import { MAX_PAGE_SIZE } from '../../../shared/page.js';
import { Prop } from '../../dto/prop.js';
import { ReadArgs, ReadId } from '../../dto/read.js';
import { Cost } from '../limits/cost.js';
import { CurrentExecution, type Execution } from '../loading/execution.js';
import { NodeLookups } from './node-lookups.js';
import { Node } from './node.js';

/** Statements of one request at the same time: a long list of ids does not take the whole pool of connections. */
const AT_ONCE = 20;

@ArgsType()
class NodesArgs {
  @Prop.id({
    each: true,
    maxItems: MAX_PAGE_SIZE,
    description: `Ids of objects of any type, at most ${MAX_PAGE_SIZE}.`,
  })
  ids: string[];
}

/** Objects of any type by their ids, as Relay and caches ask for them. */
@Resolver()
export class NodeResolver {
  constructor(private readonly lookups: NodeLookups) {}

  @Query(() => Node, {
    nullable: true,
    description:
      'The object with this id, whatever its type; null, without an error, when there is none for the caller. Needs the ' +
      'scope that reading the object elsewhere needs.',
  })
  @Cost(2)
  node(@CurrentExecution() execution: Execution, @ReadId() id: string): Promise<Node | null> {
    return this.find(execution, id);
  }

  @Query(() => [Node], {
    nullable: 'items',
    description: 'The same for many ids, in their order: null in the place of an object that does not exist.',
  })
  @Cost(2)
  async nodes(
    @CurrentExecution() execution: Execution,
    @ReadArgs() { ids }: NodesArgs,
  ): Promise<(Node | null | Error)[]> {
    const limit = pLimit(AT_ONCE);
    const found = new Map([...new Set(ids)].map((id) => [id, limit(() => this.find(execution, id)).catch(asError)]));
    return Promise.all(ids.map((id) => found.get(id)!));
  }

  private async find(execution: Execution, id: string): Promise<Node | null> {
    const find = this.lookups.of(id);
    if (!find) return null;
    return find(execution.actor, id, execution).catch((error: unknown) => {
      if (isNotFound(error)) return null;
      throw error;
    });
  }
}

/** As an item of a list, an error is that item's alone. */
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
