import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { Errors } from '../../shared/errors/errors.js';
import { decodeCursor, DEFAULT_PAGE_SIZE, encodeCursor, MAX_PAGE_SIZE } from '../../shared/page.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { PageInfo } from './page-info.js';

/** The arguments of every connection. */
@ArgsType()
export class ConnectionArgs {
  @Field(() => Int, { nullable: true, description: `Nodes a page, 1 to ${MAX_PAGE_SIZE}.` }) first?: number;
  @Field(() => String, { nullable: true, description: '`endCursor` of the page before.' }) after?: string;
}

export function connectionRequest({ first, after }: ConnectionArgs): PageRequest {
  const limit = first ?? DEFAULT_PAGE_SIZE;
  if (limit < 1 || limit > MAX_PAGE_SIZE) throw Errors.invalidField('first', `must be from 1 to ${MAX_PAGE_SIZE}`);
  return { limit, after: decodeCursor(after ?? undefined, 'after') };
}

export interface Connection<T> {
  edges: { node: T; cursor: string }[];
  nodes: T[];
  pageInfo: PageInfo;
}

/** A relay connection of nodes with an `id`, under the GraphQL name given. Call it once per view. */
export function connectionOf<T extends { id: string }>(node: Type<T>, name: string) {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field(() => node) node: T;
    @Field() cursor: string;
  }
  @ObjectType(`${name}Connection`)
  class NodeConnection implements Connection<T> {
    @Field(() => [Edge]) edges: Edge[];
    @Field(() => [node]) nodes: T[];
    @Field(() => PageInfo) pageInfo: PageInfo;

    /** With the arguments of the field, `hasPreviousPage` is known too. */
    static of(page: Page<T>, args?: ConnectionArgs): Connection<T> {
      return connectionFrom(page, Boolean(args?.after));
    }
  }
  return NodeConnection;
}

function connectionFrom<T extends { id: string }>(
  { items, nextCursor }: Page<T>,
  hasPreviousPage: boolean,
): Connection<T> {
  const edges = items.map((item) => ({ node: item, cursor: encodeCursor(item.id) }));
  const startCursor = edges[0]?.cursor ?? null;
  const endCursor = edges.at(-1)?.cursor ?? null;
  return {
    edges,
    nodes: items,
    pageInfo: { hasNextPage: nextCursor !== null, hasPreviousPage, startCursor, endCursor },
  };
}
