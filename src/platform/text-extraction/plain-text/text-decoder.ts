/** Decodes a text piece by piece. `TextDecoder` does all encodings of the web, which UTF-32 is not among. */
export interface PieceDecoder {
  /** Without a chunk: the rest. */
  decode(chunk?: Buffer, options?: { stream: boolean }): string;
}

export function textDecoder(name: string): PieceDecoder {
  return name.startsWith('utf-32') ? new Utf32Decoder(name === 'utf-32le') : new TextDecoder(name);
}

const UNIT_BYTES = 4;
const LAST_CODE_POINT = 0x10ffff;

class Utf32Decoder implements PieceDecoder {
  private held: Buffer = Buffer.alloc(0);

  constructor(private readonly isLittleEndian: boolean) {}

  decode(chunk: Buffer = Buffer.alloc(0)): string {
    const bytes = Buffer.concat([this.held, chunk]);
    const whole = bytes.length - (bytes.length % UNIT_BYTES);
    this.held = bytes.subarray(whole);
    let text = '';
    for (let at = 0; at < whole; at += UNIT_BYTES) text += this.character(bytes, at);
    return text;
  }

  private character(bytes: Buffer, at: number): string {
    const code = this.isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    return code <= LAST_CODE_POINT ? String.fromCodePoint(code) : '\ufffd';
  }
}
