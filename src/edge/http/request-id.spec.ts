import { describe, expect, it } from '@jest/globals';
import { newRequestId, requestIdOf } from './request-id.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const idOf = (headers: Record<string, string>) => requestIdOf({ headers });
const isMade = expect.stringMatching(/^[\w-]{12}$/);

it('makes ids of twelve characters that never repeat', () => {
  const ids = Array.from({ length: 1000 }, newRequestId);
  for (const id of ids) expect(id).toMatch(/^[\w-]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
});

describe('the id of a request', () => {
  it.each(['8f14e45f-ceea-467f-a0e6-1b4d6a0c3c4e', 'Root=1-67891233-abcdef012345678912345678', '7', 'a'.repeat(128)])(
    'is the one in its header: %s',
    (id) => expect(idOf({ 'x-request-id': id })).toBe(id),
  );

  it.each([
    '',
    'with space',
    'a'.repeat(129),
    'one, two',
    '"}{"level":"fatal"',
    'ünicode',
    `sk_${'a'.repeat(32)}`,
    'eyJhbGciOiJIUzI1NiJ9',
  ])('is made when the one in its header is not well formed: %s', (id) =>
    expect(idOf({ 'x-request-id': id })).toEqual(isMade),
  );

  it('is that of its trace, unless it has one of its own', () => {
    const traceparent = `00-${TRACE}-${PARENT}-01`;
    expect(idOf({ traceparent })).toBe(TRACE);
    expect(idOf({ traceparent, 'x-request-id': 'not well formed' })).toBe(TRACE);
    expect(idOf({ traceparent, 'x-request-id': 'mine' })).toBe('mine');
    expect(idOf({ traceparent: `01-${TRACE}-${PARENT}-01-of-the-future` })).toBe(TRACE);
  });

  it.each([
    `ff-${TRACE}-${PARENT}-01`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}-${PARENT}`,
    `00-${TRACE}-${PARENT}-01-more`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    'nonsense',
  ])('is made when its trace is not well formed: %s', (traceparent) => expect(idOf({ traceparent })).toEqual(isMade));
});
