import { type Type } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';
import { encodeCursor, type Page } from '../../shared/page.js';
import { PageInfo } from './page-info.js';

export interface Edge<T> {
  cursor: string;
  node: T;
}

/** A page as GraphQL shows it: a relay connection. */
export interface Connection<T> {
  edges: Edge<T>[];
  nodes: T[];
  pageInfo: PageInfo;
}

export interface ConnectionClass<T> {
  new (): Connection<T>;
  /** A service's page; `after` is the cursor it was asked for with. */
  from(page: Page<T>, after?: string): Connection<T>;
}

/** Makes `<name>Connection` and `<name>Edge` for a view. Call it once per view, beside it. */
export function connectionOf<T extends { id: string }>(type: Type<T>, name: string): ConnectionClass<T> {
  @ObjectType(`${name}Edge`)
  class ViewEdge implements Edge<T> {
    @Field(() => String, { description: 'Opaque: the `after` of a page that starts behind this item.' })
    cursor: string;

    @Field(() => type)
    node: T;
  }

  @ObjectType(`${name}Connection`)
  class ViewConnection implements Connection<T> {
    @Field(() => [ViewEdge])
    edges: ViewEdge[];

    @Field(() => [type], { description: 'The items alone.' })
    nodes: T[];

    @Field(() => PageInfo)
    pageInfo: PageInfo;

    static from(page: Page<T>, after?: string): ViewConnection {
      return Object.assign(new ViewConnection(), connectionFrom(page, after));
    }
  }
  return ViewConnection;
}

function connectionFrom<T extends { id: string }>({ items, nextCursor, list }: Page<T>, after?: string): Connection<T> {
  const edges = items.map((node) => ({ cursor: encodeCursor(list, node.id), node }));
  const pageInfo = {
    hasNextPage: nextCursor !== null,
    hasPreviousPage: Boolean(after),
    startCursor: edges[0]?.cursor ?? null,
    // A page may be short, even empty, and have a next one: it begins where the search stopped.
    endCursor: nextCursor ?? edges.at(-1)?.cursor ?? null,
  };
  return { edges, nodes: items, pageInfo };
}
