import { type Type } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';
import { encodeCursor, type Page } from '../../shared/page.js';
import { PageInfo } from './page-info.js';

export interface Edge<T> {
  cursor: string;
  node: T;
}

/** A page in GraphQL: a Relay connection. */
export interface Connection<T> {
  edges: Edge<T>[];
  nodes: T[];
  pageInfo: PageInfo;
}

export interface ConnectionClass<T> {
  new (): Connection<T>;
  /** From a service's page; `after` is the cursor of the request. */
  from(page: Page<T>, after?: string): Connection<T>;
}

/** Makes `<name>Connection` and `<name>Edge` for a view. Called once, in the file of the view. */
export function connectionOf<T extends { id: string }>(type: Type<T>, name: string): ConnectionClass<T> {
  @ObjectType(`${name}Edge`, { description: `A place in a list, and what is there.` })
  class ViewEdge implements Edge<T> {
    @Field(() => String, { description: 'Opaque: the `after` of a page that starts after this item.' })
    cursor: string;

    @Field(() => type, { description: 'The item.' })
    node: T;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list.` })
  class ViewConnection implements Connection<T> {
    @Field(() => [ViewEdge], { description: 'The items, each with its cursor.' })
    edges: ViewEdge[];

    @Field(() => [type], { description: 'The items alone.' })
    nodes: T[];

    @Field(() => PageInfo, { description: 'The position of the page in its list.' })
    pageInfo: PageInfo;

    static from(page: Page<T>, after?: string): ViewConnection {
      return Object.assign(new ViewConnection(), connectionFrom(page, after));
    }
  }
  return ViewConnection;
}

function connectionFrom<T>(page: Page<T>, after?: string): Connection<T> {
  const { items, nextCursor, list, ids, keys } = page;
  const edges = items.map((node, i) => ({ cursor: encodeCursor(list, ids[i]!, keys?.get(ids[i]!)), node }));
  const pageInfo = {
    hasNextPage: nextCursor !== null,
    hasPreviousPage: Boolean(after),
    startCursor: edges[0]?.cursor ?? null,
    // A page may be short, even empty, and still have a next page, which begins where the search stopped.
    endCursor: nextCursor ?? edges.at(-1)?.cursor ?? null,
  };
  return { edges, nodes: items, pageInfo };
}
