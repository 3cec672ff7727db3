const PROTOCOLS = ['http:', 'https:'];

/**
 * Why a page is not one that a form may lead to, or undefined. The store redirects to it after the file was stored, with the
 * key in its query, so it has to be of an origin that may use the API.
 */
export function successUrlProblem(page: string, origins: readonly string[]): string | undefined {
  const url = URL.parse(page);
  if (!url || !PROTOCOLS.includes(url.protocol)) return 'must be an absolute URL that starts with http:// or https://';
  if (url.username || url.password) return 'must not hold a name or password';
  if (origins.includes('*') || origins.includes(url.origin)) return undefined;
  return `must be a page of one of CORS_ORIGINS: ${origins.join(', ')}`;
}
