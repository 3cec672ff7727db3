import ipaddr from 'ipaddr.js';

/** Where an address leads: to anybody's, into our own networks, or where no request of a user may ever go. */
export type AddressClass = 'public' | 'private' | 'forbidden';

/** Services of clouds that hand out credentials to whoever can reach them, outside the link-local ranges. */
const METADATA = new Set([
  'fd00:ec2::254', // AWS
  'fd20:ce::254', // Google Cloud
  '100.100.100.200', // Alibaba Cloud
  '192.0.0.192', // Oracle Cloud
  '168.63.129.16', // Azure
]);

/** Neither a host nor a network of ours, or one hop away: link-local is where metadata services live. */
const FORBIDDEN = new Set(['unspecified', 'broadcast', 'multicast', 'linkLocal', 'discard']);

/** IPv6 ranges that carry an IPv4 address, and the byte at which it starts: it is the one that is reached. */
const CARRIERS = [
  { range: ipaddr.parseCIDR('::ffff:0:0/96'), at: 12 },
  { range: ipaddr.parseCIDR('::ffff:0:0:0/96'), at: 12 },
  { range: ipaddr.parseCIDR('::/96'), at: 12 },
  { range: ipaddr.parseCIDR('64:ff9b::/96'), at: 12 },
  { range: ipaddr.parseCIDR('2002::/16'), at: 2 },
];
const GLOBAL = ipaddr.parseCIDR('2000::/3');

/** What is not known to be anybody's is ours. Text that is no address is forbidden. */
export function classOf(address: string): AddressClass {
  if (!ipaddr.isValid(address)) return 'forbidden';
  const parsed = ipaddr.parse(address);
  const range = parsed.range() as string;
  if (METADATA.has(spelled(parsed)) || FORBIDDEN.has(range)) return 'forbidden';
  if (parsed.kind() === 'ipv4') return range === 'unicast' ? 'public' : 'private';
  if (range === 'loopback') return 'private';
  const carrier = CARRIERS.find((one) => parsed.match(one.range as [ipaddr.IPv6, number]));
  if (carrier)
    return classOf(
      parsed
        .toByteArray()
        .slice(carrier.at, carrier.at + 4)
        .join('.'),
    );
  return range === 'unicast' && parsed.match(GLOBAL as [ipaddr.IPv6, number]) ? 'public' : 'private';
}

function spelled(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  return address.kind() === 'ipv6'
    ? (address as ipaddr.IPv6).toRFC5952String().replace(/%.*$/, '')
    : address.toString();
}

/** Whether a request may go there. */
export function mayReach(address: string, allowPrivate: boolean): boolean {
  const found = classOf(address);
  return found === 'public' || (found === 'private' && allowPrivate);
}

/** The address that a URL's host is, without asking anybody; `undefined` for a name. URLs spell IPv4 in one way only. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) ? host : undefined;
}

/** Names that mean this machine wherever they are asked for (RFC 6761). */
export function isLocalName(host: string): boolean {
  return /(^|\.)localhost\.?$/i.test(host);
}
