/** Where each client of a token sends its requests. Every URL holds the secret. */
export interface TokenUrls {
  companionUrl: string;
  tusUrl: string;
  signUrl: string;
}

export function urlsOf(publicUrl: string, secret: string): TokenUrls {
  const companionUrl = `${publicUrl}/u/${secret}`;
  return { companionUrl, signUrl: `${companionUrl}/sign`, tusUrl: `${publicUrl}/v1/tus?token=${secret}` };
}
