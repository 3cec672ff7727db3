import type { IncomingMessage } from 'node:http';
import { expect, it } from '@jest/globals';
import { addressOf } from './client-address.js';

const from = (reported: string | undefined, proxies: number) =>
  addressOf(
    { headers: { 'x-forwarded-for': reported }, socket: { remoteAddress: '10.0.0.1' } } as unknown as IncomingMessage,
    proxies,
  );

it.each([
  ['without a proxy, what headers report is not believed', '203.0.113.9', 0, '10.0.0.1'],
  ['one proxy reports the client', '203.0.113.9', 1, '203.0.113.9'],
  ['what a client invented is before what the proxy adds', '8.8.8.8, 203.0.113.9', 1, '203.0.113.9'],
  ['two proxies', '8.8.8.8, 203.0.113.9, 10.0.0.2', 2, '203.0.113.9'],
  ['fewer reports than proxies', '203.0.113.9', 3, '203.0.113.9'],
  ['no report', undefined, 1, '10.0.0.1'],
  ['what is no address', 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.x', 1, 'invalid'],
  ['an address of IPv6', '2001:db8::7', 1, '2001:db8::7'],
])('%s', (_, reported, proxies, address) => expect(from(reported, proxies)).toBe(address));
