import { describe, expect, it } from '@jest/globals';
import { classOf, isLocalName, literalAddress, mayReach } from './address-policy.js';

describe('classOf', () => {
  it.each(['93.184.216.34', '8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '2002:808:808::1'])(
    '%s is public',
    (address) => expect(classOf(address)).toBe('public'),
  );

  it.each([
    ...['127.0.0.1', '127.255.255.254', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1'],
    ...['192.0.2.1', '198.18.0.1', '203.0.113.9', '240.0.0.1', '::1', 'fc00::1', 'fd12:3456::1', 'fec0::1'],
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:0:127.0.0.1', '::127.0.0.1', '64:ff9b::10.0.0.1'],
    ...['64:ff9b:1::1', '2002:7f00:1::', '2001::1', '2001:db8::1', '5f00::1', '4000::1'],
  ])('%s is private', (address) => expect(classOf(address)).toBe('private'));

  it.each([
    ...[
      '169.254.169.254',
      '169.254.0.1',
      'fe80::1',
      '0.0.0.0',
      '0.1.2.3',
      '::',
      '255.255.255.255',
      '224.0.0.1',
      'ff02::1',
    ],
    ...[
      '::ffff:169.254.169.254',
      '::ffff:a9fe:a9fe',
      '64:ff9b::169.254.169.254',
      '2002:a9fe:a9fe::1',
      '::169.254.169.254',
    ],
    ...['fd00:ec2::254', 'fd00:0ec2:0:0::254', 'fd20:ce::254', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
    ...['::ffff:100.100.100.200', 'fe80::1%eth0', 'fd00:ec2::254%1', 'example.com', '', 'not an address'],
  ])('%j is forbidden', (address) => {
    expect(classOf(address)).toBe('forbidden');
    expect(mayReach(address, true)).toBe(false);
  });
});

describe('mayReach', () => {
  it('allows private networks only when configured', () => {
    expect([mayReach('10.0.0.1', false), mayReach('10.0.0.1', true)]).toEqual([false, true]);
    expect([mayReach('8.8.8.8', false), mayReach('8.8.8.8', true)]).toEqual([true, true]);
  });
});

describe('literalAddress', () => {
  it.each([
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://0177.0.0.01/', '127.0.0.1'],
    ['http://127.1/', '127.0.0.1'],
    ['http://0/', '0.0.0.0'],
    ['http://①②⑦.0.0.1/', '127.0.0.1'],
    ['http://[::ffff:169.254.169.254]/', '::ffff:a9fe:a9fe'],
    ['http://127.0.0.1./', '127.0.0.1'],
  ])('%s is %s', (url, address) => expect(literalAddress(new URL(url))).toBe(address));

  it('is undefined for a name', () => expect(literalAddress(new URL('https://example.com/'))).toBeUndefined());
});

describe('isLocalName', () => {
  it('recognises names of this machine', () => {
    expect(['localhost', 'LOCALHOST.', 'a.localhost'].every(isLocalName)).toBe(true);
    expect(['localhost.example', 'notlocalhost', 'example.com'].some(isLocalName)).toBe(false);
  });
});
