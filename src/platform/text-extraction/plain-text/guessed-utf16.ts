/** Of the characters in the right order of bytes, this share is letters, digits, punctuation and spaces. */
const READABLE_SHARE = 0.97;
const READABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\r\n\t]/gu;
/** Spaces, line breaks and full stops: wrong order makes rare letters of them. */
const BETWEEN_WORDS = /[\r\n \u3000-\u3002\uff0c\uff0e]/g;

/** The order of bytes of UTF-16 without a mark, for text without ASCII (Chinese, Japanese): its bytes have no zeros. */
export function guessedUtf16(sample: Buffer): string | undefined {
  const found = ['utf-16le', 'utf-16be']
    .map((name) => ({ name, score: scoreOf(sample, name) }))
    .sort((a, b) => b.score - a.score)[0];
  return found && found.score > 0 ? found.name : undefined;
}

function scoreOf(sample: Buffer, name: string): number {
  let text: string;
  try {
    text = new TextDecoder(name, { fatal: true }).decode(sample.subarray(0, sample.length & ~1), { stream: true });
  } catch {
    return 0;
  }
  const readable = text.match(READABLE)?.length ?? 0;
  if (readable < text.length * READABLE_SHARE) return 0;
  return text.match(BETWEEN_WORDS)?.length ?? 0;
}
