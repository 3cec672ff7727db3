import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor } from '../../shared/page.js';
import { readInput } from '../dto/input-reader.js';
import { connectionOf } from './connection.js';
import { PageArgs } from './page-args.js';

const pageOfArgs = (args: object) => readInput(PageArgs, args, 'graphql').page('items');

class Item {
  id: string;
}
const ItemConnection = connectionOf(Item, 'SpecItem');
const items = [{ id: 'upl_0000000000000002' }, { id: 'upl_0000000000000001' }];

describe('connectionOf', () => {
  it('gives every node the cursor of the page after it', () => {
    const { edges, nodes, pageInfo } = ItemConnection.from({
      items,
      nextCursor: encodeCursor('items', items[1]!.id),
      list: 'items',
      ids: items.map(({ id }) => id),
    });
    expect(nodes).toEqual(items);
    expect(edges.map(({ cursor }) => decodeCursor('items', cursor).after)).toEqual(items.map(({ id }) => id));
    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor,
      endCursor: edges[1]?.cursor,
    });
  });

  it('has cursors of the rows, whatever ids the items show', () => {
    const shown = items.map(({ id }) => ({ id: id.replace('upl_', 'fil_') }));
    const ids = items.map(({ id }) => id);
    const { edges } = ItemConnection.from({ items: shown, nextCursor: null, list: 'items', ids });
    expect(edges.map(({ cursor }) => decodeCursor('items', cursor).after)).toEqual(ids);
  });

  it('has a next page after an empty page of an unfinished search', () => {
    const { edges, pageInfo } = ItemConnection.from({ items: [], nextCursor: 'there', list: 'items', ids: [] });
    expect(edges).toEqual([]);
    expect(pageInfo).toMatchObject({ hasNextPage: true, startCursor: null, endCursor: 'there' });
  });

  it('has a previous page for an empty last page', () => {
    const { edges, pageInfo } = ItemConnection.from({ items: [], nextCursor: null, list: 'items', ids: [] }, 'x');
    expect(edges).toEqual([]);
    expect(pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null });
  });
});

describe('the arguments of a connection', () => {
  it('defaults to twenty items', () => {
    expect(pageOfArgs({})).toEqual({ list: 'items', limit: 20, after: undefined, direction: 'DESC' });
  });

  it.each([
    [{ first: 0 }, 'first'],
    [{ first: 101 }, 'first'],
    [{ after: 'zzz' }, 'after'],
    [{ after: encodeCursor('others', items[0]!.id) }, 'after'],
  ])('refuses %j and names the argument', (args, field) => {
    expect(() => pageOfArgs(args)).toThrow(
      expect.objectContaining({ details: { errors: [expect.objectContaining({ field })] } }),
    );
  });
});
