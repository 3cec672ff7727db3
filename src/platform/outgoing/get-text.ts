export interface GetLimits {
  /** Until the whole answer has arrived. */
  deadlineMs: number;
  maxBytes: number;
}

/**
 * The body of a 200 from a URL of the configuration; everything else is an error, a redirect too. TLS authenticates the
 * host. URLs of users go through `OutgoingHttp`, which checks addresses.
 */
export async function getText(url: URL, { deadlineMs, maxBytes }: GetLimits): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(deadlineMs) });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`the host answered ${response.status}`);
  }
  return bodyOf(response, maxBytes);
}

async function bodyOf({ body }: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
