export const MAX_URL_LENGTH = 2048;

/** What is wrong with an endpoint's URL by itself; whether its host may be called is decided when it is called. */
export function endpointUrlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || /[\s\p{C}]/u.test(text)) return 'must be a URL of https:// or http://';
  if (text.length > MAX_URL_LENGTH) return `must be at most ${MAX_URL_LENGTH} characters`;
  if (url.username || url.password) return 'must not hold a user name or password; verify the signature instead';
  if (url.hash) return 'must not have a fragment';
  return undefined;
}
