import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * The address of the client that sent a request, behind so many proxies (TRUST_PROXY): each of them added the address that it
 * saw to `X-Forwarded-For`, and what was there before, a client may have invented. Fastify's `request.ip` is the same.
 */
export function addressOf(request: IncomingMessage, proxies: number): string | undefined {
  return loggable(reportedAddress(request, proxies));
}

/** For the log: a header that a client sent without a proxy may hold anything, also secrets. */
export function loggable(address: string | undefined): string | undefined {
  return address === undefined || isIPv4(address) || ipaddr.isValid(address) ? address : 'invalid';
}

function reportedAddress({ headers, socket }: IncomingMessage, proxies: number): string | undefined {
  const reported = headers['x-forwarded-for'];
  const chain = [
    socket.remoteAddress,
    ...String(reported ?? '')
      .split(',')
      .filter(Boolean)
      .reverse(),
  ];
  return chain[Math.min(proxies, chain.length - 1)]?.trim();
}
