import ipaddr from 'ipaddr.js';

/** `public`: the internet. `private`: the operator's own networks. `forbidden`: never allowed for a user's URL. */
export type AddressClass = 'public' | 'private' | 'forbidden';

/** Metadata services of clouds outside the link-local ranges. They give credentials to every client. */
const METADATA = new Set([
  'fd00:ec2::254', // AWS
  'fd20:ce::254', // Google Cloud
  '100.100.100.200', // Alibaba Cloud
  '192.0.0.192', // Oracle Cloud
  '168.63.129.16', // Azure
]);

/** Ranges without a routable host. Link-local also holds metadata services. */
const FORBIDDEN = new Set(['unspecified', 'broadcast', 'multicast', 'linkLocal', 'discard']);

/** IPv6 ranges that embed an IPv4 address, and the byte at which it starts: packets go to that address. */
const EMBEDDED_IPV4 = [
  { range: ipaddr.parseCIDR('::ffff:0:0/96'), at: 12 },
  { range: ipaddr.parseCIDR('::ffff:0:0:0/96'), at: 12 },
  { range: ipaddr.parseCIDR('::/96'), at: 12 },
  { range: ipaddr.parseCIDR('64:ff9b::/96'), at: 12 },
  { range: ipaddr.parseCIDR('2002::/16'), at: 2 },
];
const GLOBAL = ipaddr.parseCIDR('2000::/3');

/** Addresses not known to be public count as private. Text that is not an address is forbidden. */
export function classOf(address: string): AddressClass {
  if (!ipaddr.isValid(address)) return 'forbidden';
  const parsed = ipaddr.parse(address);
  const range = parsed.range() as string;
  if (METADATA.has(spelled(parsed)) || FORBIDDEN.has(range)) return 'forbidden';
  if (parsed.kind() === 'ipv4') return range === 'unicast' ? 'public' : 'private';
  if (range === 'loopback') return 'private';
  const embedding = EMBEDDED_IPV4.find((one) => parsed.match(one.range as [ipaddr.IPv6, number]));
  if (embedding)
    return classOf(
      parsed
        .toByteArray()
        .slice(embedding.at, embedding.at + 4)
        .join('.'),
    );
  return range === 'unicast' && parsed.match(GLOBAL as [ipaddr.IPv6, number]) ? 'public' : 'private';
}

function spelled(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  return address.kind() === 'ipv6'
    ? (address as ipaddr.IPv6).toRFC5952String().replace(/%.*$/, '')
    : address.toString();
}

/** Whether a request to this address is allowed. */
export function mayReach(address: string, allowPrivate: boolean): boolean {
  const found = classOf(address);
  return found === 'public' || (found === 'private' && allowPrivate);
}

/** The IP address in the host of a URL; `undefined` for a name. The URL parser normalises all spellings of IPv4. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) ? host : undefined;
}

/** Names that always mean this machine (RFC 6761). */
export function isLocalName(host: string): boolean {
  return /(^|\.)localhost\.?$/i.test(host);
}
