import type { DocumentBytes } from '../format-extractor.js';
import { textDecoder } from './text-decoder.js';
import { textEncoding } from './text-encoding.js';

/** A stretch of a text file with "\n" as its only line break, and the share of the file that was read with it. */
export interface DecodedText {
  text: string;
  share: number;
}

/** The characters of a text file, in the encoding that its bytes are in. */
export async function* decodedText(bytes: DocumentBytes): AsyncGenerator<DecodedText> {
  const { name, markBytes } = await textEncoding(bytes);
  const decoder = textDecoder(name);
  const breaks = new LineBreaks();
  let read = markBytes;
  for await (const chunk of bytes.stream(markBytes) as AsyncIterable<Buffer>) {
    read += chunk.length;
    yield { text: breaks.unify(decoder.decode(chunk, { stream: true })), share: read / bytes.size };
  }
  yield { text: breaks.unify(decoder.decode()) + breaks.rest(), share: 1 };
}

/** Turns "\r\n" and "\r" into "\n", also where a chunk ends between the two. */
class LineBreaks {
  private held = '';

  unify(text: string): string {
    const whole = this.held + text;
    this.held = whole.endsWith('\r') ? '\r' : '';
    return whole.slice(0, whole.length - this.held.length).replace(/\r\n?/g, '\n');
  }

  rest(): string {
    return this.held && '\n';
  }
}
