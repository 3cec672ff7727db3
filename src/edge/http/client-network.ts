import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';

/** What one subscriber of a provider has at least in IPv6. */
const IPV6_PREFIX = 64;

/**
 * The network of a client, for counts by address: an IPv4 address, or the /64 of an IPv6 address, whose holder can use any
 * address in it. Behind a proxy it is the address that the proxy reports (TRUST_PROXY).
 */
export function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  // An IPv4 address may arrive in the form of IPv6.
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return address.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/${IPV6_PREFIX}`);
  return `${network.toString()}/${IPV6_PREFIX}`;
}

/** The network of the client that sent the request. */
export const ClientNetwork = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  networkOf(context.switchToHttp().getRequest<FastifyRequest>().ip),
);
