import { describe, expect, it } from '@jest/globals';
import { DomainError } from './errors/domain-error.js';
import { newId } from './ids.js';
import { decodeCursor, encodeCursor, mapPage, pageOf } from './page.js';

const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ id: newId('upl', i) }));
const same = <T>(row: T) => row;
const list = 'uploads';
const three = { list, limit: 3 };

describe('pages', () => {
  it('end when there is no extra row', () => {
    expect(pageOf(rows(3), three, same).nextCursor).toBeNull();
    expect(pageOf([], three, same)).toEqual({ items: [], nextCursor: null, list, ids: [] });
  });

  it('have the requested number of rows and a cursor of the last one', () => {
    const found = rows(4);
    const page = pageOf(found, three, ({ id }) => id);
    expect(page.items).toEqual(found.slice(0, 3).map(({ id }) => id));
    expect(decodeCursor(list, page.nextCursor!).after).toBe(found[2]!.id);
  });

  it('continue where a bounded search stopped, and end with the list', () => {
    const searchedTo = 'upl_00000000000000zz';
    const short = pageOf({ rows: rows(2), searchedTo }, three, ({ id }) => id);
    expect([short.items.length, decodeCursor(list, short.nextCursor!).after]).toEqual([2, searchedTo]);
    const found = rows(4);
    const full = pageOf({ rows: found, searchedTo }, three, ({ id }) => id);
    expect(decodeCursor(list, full.nextCursor!).after).toBe(found[2]!.id);
    expect(pageOf({ rows: rows(2) }, three, ({ id }) => id).nextCursor).toBeNull();
  });

  it('keep their cursor when their items change', () => {
    const ids = ['a', 'b'];
    expect(mapPage({ items: [1, 2], nextCursor: 'c', list, ids }, String)).toEqual({
      items: ['1', '2'],
      nextCursor: 'c',
      ...{ list, ids },
    });
  });
});

describe('cursors', () => {
  it('start at the beginning when there is none', () => {
    expect([decodeCursor(list, undefined), decodeCursor(list, '')]).toEqual([{}, {}]);
  });

  it.each([
    'upl_0123456789abcdef',
    Buffer.from('upl_0123456789abcdef').toString('base64url'),
    encodeCursor('files', 'upl_0123456789abcdef'),
    encodeCursor(list, "x' OR 1=1"),
    encodeCursor(list, 'upl_0123456789ABCDEF'),
    encodeCursor('', 'upl_0123456789abcdef'),
    ...['💥', '%00'],
  ])('refuse %p by the name of their field', (cursor) => {
    expect(() => decodeCursor(list, cursor, 'after')).toThrow(DomainError);
    expect(() => decodeCursor(list, cursor, 'after')).toThrow('after: is not a cursor of this list');
  });
});
