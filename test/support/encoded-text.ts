/** Text in an encoding that Node decodes but does not encode: by looking up what each byte, or pair of bytes, stands for. */
export function encoded(text: string, encoding: string): Buffer {
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  if (encoding.startsWith('utf-16')) return Buffer.from(text, 'utf16le');
  if (encoding.startsWith('utf-32')) return utf32(text, encoding === 'utf-32le');
  if (encoding === 'iso-2022-jp') return iso2022(text);
  const table = tableOf(encoding);
  return Buffer.from([...text].flatMap((character) => table.get(character) ?? [0x3f]));
}

function utf32(text: string, isLittleEndian: boolean): Buffer {
  const characters = [...text];
  const bytes = Buffer.alloc(characters.length * 4);
  characters.forEach((character, i) => {
    const code = character.codePointAt(0)!;
    if (isLittleEndian) bytes.writeUInt32LE(code, i * 4);
    else bytes.writeUInt32BE(code, i * 4);
  });
  return bytes;
}

/** The pairs of EUC-JP without their high bits; escapes switch to JIS X 0208 and back to ASCII. */
function iso2022(text: string): Buffer {
  const table = tableOf('euc-jp');
  const runs = text.match(/[\0-\x7f]+|[^\0-\x7f]+/g) ?? [];
  const bytes = runs.flatMap((run) => {
    const units = [...run].flatMap((character) => table.get(character)!);
    return units[0]! < 0x80 ? units : [0x1b, 0x24, 0x42, ...units.map((byte) => byte & 0x7f), 0x1b, 0x28, 0x42];
  });
  return Buffer.from(bytes);
}

const tables = new Map<string, Map<string, number[]>>();

function tableOf(encoding: string): Map<string, number[]> {
  const known = tables.get(encoding);
  if (known) return known;
  const table = new Map<string, number[]>();
  const decoder = new TextDecoder(encoding);
  const learn = (bytes: number[]) => {
    const character = decoder.decode(Uint8Array.from(bytes));
    if (!character.includes('\ufffd') && !table.has(character)) table.set(character, bytes);
  };
  for (let byte = 0; byte < 0x100; byte++) learn([byte]);
  const isSingleByte = /^(windows|iso-8859|koi8|ibm|macintosh)/.test(encoding);
  for (let lead = 0x81; lead < 0xff && !isSingleByte; lead++)
    for (let trail = 0x40; trail < 0xff; trail++) learn([lead, trail]);
  tables.set(encoding, table);
  return table;
}
