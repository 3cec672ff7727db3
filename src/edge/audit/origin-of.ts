import { loggable } from '../http/client-address.js';
import type { Origin } from '../../shared/audit/origin.js';

/** Where a request came from: what a client may have invented as its address is not repeated. */
export function originOf({ id, ip }: { id: string; ip: string }): Origin {
  return { requestId: id, address: loggable(ip) ?? null };
}
