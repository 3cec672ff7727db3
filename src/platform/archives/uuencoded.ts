import type { ByteCursor } from './byte-cursor.js';

/** A file within text, as mails carried it before MIME: the line that begins it. */
const BEGIN = /^begin(-base64)? [0-7]{3,4} [^\r\n]{1,512}\r?\n/;
const LINE_BYTES = 128;
const MOST_DECODED_BYTES = 16 * 1024;

/** Does such a file begin here, with a first line that decodes? */
export function isUuencoded(bytes: Buffer): boolean {
  if (!/^begin(-base64)? [0-7]{3}/.test(bytes.toString('latin1', 0, 16))) return false;
  const text = bytes.toString('latin1', 0, 1024);
  const begin = BEGIN.exec(text);
  if (!begin) return false;
  const line = /^[^\r\n]*/.exec(text.slice(begin[0].length))![0];
  return decoder(begin[1])(line) !== undefined;
}

/** The file that begins with the next line. Ends with its mark, or where a line cannot be decoded. */
export async function* uudecoded(cursor: ByteCursor): AsyncGenerator<Buffer> {
  const begin = BEGIN.exec((await cursor.peek(1024)).toString('latin1'));
  if (!begin) return;
  await cursor.take(begin[0].length);
  const decode = decoder(begin[1]);
  let held: Buffer[] = [];
  let heldBytes = 0;
  for (;;) {
    const bytes = decode(await nextLine(cursor));
    if (!bytes) break;
    held.push(bytes);
    heldBytes += bytes.length;
    if (heldBytes < MOST_DECODED_BYTES) continue;
    yield Buffer.concat(held, heldBytes);
    [held, heldBytes] = [[], 0];
  }
  if (heldBytes > 0) yield Buffer.concat(held, heldBytes);
}

async function nextLine(cursor: ByteCursor): Promise<string> {
  const ahead = await cursor.peek(LINE_BYTES);
  const end = ahead.indexOf(0x0a);
  const line = await cursor.take(end < 0 ? ahead.length : end + 1);
  return line.toString('latin1').replace(/\r?\n$/, '');
}

type Decoder = (line: string) => Buffer | undefined;

function decoder(base64: string | undefined): Decoder {
  return base64 === undefined ? uuLine : base64Line;
}

const base64Line: Decoder = (line) =>
  /^[A-Za-z0-9+/]{1,120}={0,2}$/.test(line) ? Buffer.from(line, 'base64') : undefined;

/** The first character counts the bytes, each of the others is worth six bits. */
const uuLine: Decoder = (line) => {
  const count = sixBits(line.charCodeAt(0));
  const characters = Math.ceil(count / 3) * 4;
  if (!/^[ -`]+$/.test(line) || count === 0) return undefined;
  const bytes = Buffer.alloc((characters / 4) * 3);
  for (let i = 0; i < characters; i += 4) {
    const bits = [0, 1, 2, 3].reduce((all, j) => (all << 6) | sixBits(charAt(line, 1 + i + j)), 0);
    bytes.writeUIntBE(bits, (i / 4) * 3, 3);
  }
  return bytes.subarray(0, count);
};

/** Blanks at the end of a line are lost on the way, now and then. */
function charAt(line: string, at: number): number {
  return at < line.length ? line.charCodeAt(at) : 0x20;
}

function sixBits(character: number): number {
  return (character - 0x20) & 0x3f;
}
