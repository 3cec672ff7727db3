/**
 * What an ETag names, however a client quotes it. A weak one (`W/"…"`) names the same: proxies that compress what
 * passes weaken it, and the bytes are compared with the ETag of the store, not with what the proxy made of it.
 */
export function etagName(etag: string): string {
  return etag.trim().replace(/^W\//i, '').replaceAll('"', '');
}
