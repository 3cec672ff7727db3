import { UsageError } from '../errors/cli-error.js';

export const DEFAULT_URL = 'http://localhost:3000';

/** The address of a server as it is stored and compared: without credentials, query and last slash. */
export function serverUrl(text: string): string {
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new UsageError('The URL of the server must look like https://files.example.com.');
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

/** Whether credentials would cross a network unencrypted. */
export function isUnprotected(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\]|.*\.localhost)$/.test(hostname);
}
