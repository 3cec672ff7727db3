interface Mark {
  mimeType: string;
  /** All of these must be there. */
  parts: { at: number; bytes: Buffer }[];
}

const ascii = (at: number, text: string) => ({ at, bytes: Buffer.from(text, 'latin1') });
const hex = (at: number, digits: string) => ({ at, bytes: Buffer.from(digits, 'hex') });
const mark = (mimeType: string, ...parts: Mark['parts']): Mark => ({ mimeType, parts });

/** Marks that libmagic does not have, cannot find in the few bytes it gets, or confuses. */
const marks: Mark[] = [
  mark('application/x-iso9660-image', ascii(32_769, 'CD001')),
  // [MS-EMF] 2.3.4.2: the header record, and its signature.
  mark('image/emf', hex(0, '01000000'), ascii(40, ' EMF')),
  mark('image/wmf', hex(0, 'd7cdc69a')),
  mark('image/wmf', hex(0, '010009000003')),
  mark('image/x-dds', ascii(0, 'DDS '), hex(4, '7c000000')),
  mark('image/vnd.dxf', ascii(0, 'AutoCAD Binary DXF\r\n\x1a\0')),
  mark('audio/x-caf', ascii(0, 'caff'), hex(4, '0001')),
  mark('audio/wavpack', ascii(0, 'wvpk')),
  ...['RIFF', 'RIFX', 'RF64', 'BW64'].map((form) => mark('audio/wav', ascii(0, form), ascii(8, 'WAVE'))),
  // Excel 2 to 4 wrote a bare stream: [MS-XLS] 2.4.21, BOF.
  mark('application/vnd.ms-excel', hex(0, '09000400')),
  mark('application/vnd.ms-excel', hex(0, '09020600')),
  mark('application/vnd.ms-excel', hex(0, '09040600')),
  ...['dba52d00', '31be0000', 'fe370023'].map((word) => mark('application/msword', hex(0, word))),
];

/** By a fixed mark, or by the shape of the first table where the mark alone is too weak. */
export function markedType(head: Buffer): string | undefined {
  const known = marks.find(({ parts }) =>
    parts.every(({ at, bytes }) => head.subarray(at, at + bytes.length).equals(bytes)),
  );
  if (known) return known.mimeType;
  if (isCursor(head)) return 'image/x-win-bitmap';
  return isTrueType(head) ? 'font/sfnt' : undefined;
}

/** A small number of pictures, the first of them behind the directory. */
function isCursor(head: Buffer): boolean {
  if (head.length < 22 || head.readUInt32BE(0) !== 0x00000200) return false;
  const count = head.readUInt16LE(4);
  return count > 0 && count <= 64 && head.readUInt32LE(18) >= 6 + 16 * count;
}

/** A version, a small number of tables, and the name of the first table in letters. */
function isTrueType(head: Buffer): boolean {
  if (head.length < 16 || head.readUInt32BE(0) !== 0x00010000) return false;
  const tables = head.readUInt16BE(4);
  return tables > 0 && tables <= 64 && /^[A-Za-z0-9/ ]{4}$/.test(head.toString('latin1', 12, 16));
}
