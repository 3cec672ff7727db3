import { lookup, Resolver } from 'node:dns/promises';
import { isLocalName } from './address-policy.js';

/** The addresses of a name. */
export abstract class HostResolver {
  abstract addressesOf(host: string, signal: AbortSignal): Promise<string[]>;
}

const TRIES = 2;
const TRY_MS = 2_000;

/** Resolves by DNS only. A query without an answer occupies a socket, not one of the few threads that also read files. */
export class DnsResolver extends HostResolver {
  async addressesOf(host: string, signal: AbortSignal): Promise<string[]> {
    if (isLocalName(host)) return ['127.0.0.1', '::1'];
    const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES });
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
      return found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }
}

/** Resolves like the operating system, with /etc/hosts and search domains. For installations that call private networks. */
export class SystemResolver extends HostResolver {
  async addressesOf(host: string): Promise<string[]> {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  }
}
