/** The characters of XML in UTF-8 or UTF-16, and how many bytes each stretch of them was. */
export async function* xmlText(chunks: AsyncIterable<Buffer>): AsyncGenerator<{ text: string; bytes: number }> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    yield { text: decoder.decode(chunk, { stream: true }), bytes: chunk.length };
  }
  if (decoder) yield { text: decoder.decode(), bytes: 0 };
}

/** By the mark, or by the zero of one of the two bytes of "<". */
function encodingOf(start: Buffer): string {
  const [first, second] = start;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
  return 'utf-8';
}
