import { expect, it } from '@jest/globals';
import { messageText } from './socket-message.js';

const subscribe = '{"type":"subscribe","id":"1","payload":{"query":"subscription { a }","variables":{"x":"ä"}}}';

it('accepts a message that is JSON', () => {
  expect(messageText(Buffer.from(subscribe))).toBe(subscribe);
});

it.each([
  ['no JSON', Buffer.from('hello')],
  ['nothing', Buffer.alloc(0)],
  ['JSON in Latin-1', Buffer.from(subscribe, 'latin1')],
  ['a prototype', Buffer.from('{"type":"subscribe","payload":{"variables":{"__proto__":1}}}')],
  ['depth', Buffer.from('['.repeat(65) + ']'.repeat(65))],
])('refuses a message that is %s', (_name, bytes) => {
  expect(messageText(bytes)).toBeUndefined();
});
