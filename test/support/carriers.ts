import { elf, exe, pdf } from './fixtures.js';

/** One element of DER, or of BER without a length. */
function element(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([Buffer.from([tag, 0x84]), length, content]);
}
const endless = (tag: number, ...parts: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.alloc(2)]);

const [SEQUENCE, SET, INTEGER, OCTETS, IDENTIFIER, FIRST] = [0x30, 0x31, 0x02, 0x04, 0x06, 0xa0];
const identifier = (hex: string) => Buffer.concat([Buffer.from([IDENTIFIER, hex.length / 2]), Buffer.from(hex, 'hex')]);
const SIGNED_DATA = identifier('2a864886f70d010702');
const DATA = identifier('2a864886f70d010701');
const TIME_STAMPED = identifier('2a864886f70d010910011f');
const version = element(INTEGER, Buffer.from([1]));

/** A signed message that carries what it signs (`.p7m`). */
export function p7m(content: Buffer): Buffer {
  const carried = element(SEQUENCE, DATA, element(FIRST, element(OCTETS, content)));
  return element(
    SEQUENCE,
    SIGNED_DATA,
    element(FIRST, element(SEQUENCE, version, element(SET), carried, element(SET))),
  );
}

/** The same as programs write it that stream: without lengths, the content in pieces. */
function streamedP7m(content: Buffer, pieceBytes = 40): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += pieceBytes)
    pieces.push(element(OCTETS, content.subarray(at, at + pieceBytes)));
  const carried = endless(SEQUENCE, DATA, endless(FIRST, endless(0x24, ...pieces)));
  return endless(
    SEQUENCE,
    SIGNED_DATA,
    endless(FIRST, endless(SEQUENCE, version, element(SET), carried, element(SET))),
  );
}

/** A document with its time stamp (`.tsd`). */
function tsd(content: Buffer): Buffer {
  return element(SEQUENCE, TIME_STAMPED, element(FIRST, element(SEQUENCE, version, element(OCTETS, content))));
}

/** A PDF with a file attached as it is. */
function pdfWithAttachment(content: Buffer): Buffer {
  const plain = pdf();
  const at = plain.indexOf('xref\n');
  const object = `6 0 obj\n<< /Type /EmbeddedFile /Length ${content.length} >>\nstream\n`;
  return Buffer.concat([
    plain.subarray(0, at),
    Buffer.from(object),
    content,
    Buffer.from('\nendstream\nendobj\n'),
    plain.subarray(at),
  ]);
}

const before = (start: Buffer | string) => (content: Buffer) => Buffer.concat([Buffer.from(start), content]);
const around = (start: Buffer, end: Buffer) => (content: Buffer) => Buffer.concat([start, content, end]);

/** Formats that carry a zip openly, around the given one. */
export const openHolders: Record<string, (zip: Buffer) => Buffer> = {
  'a signed message': p7m,
  'a signed message written as a stream': streamedP7m,
  'a time stamp': tsd,
  'a PDF as an attachment': pdfWithAttachment,
  'a drawing (DWF)': before('(DWF V06.00)'),
  'an extension of Chrome': before(Buffer.from('43723234030000000400000061626364', 'hex')),
  'a Java module': before(Buffer.from('4a4d0100', 'hex')),
  'a program of Windows': before(exe()),
  'a program of Linux': before(elf()),
  'a signed program': around(exe(), Buffer.alloc(3000, 'certificate')),
  'a script': before('#!/bin/sh\nexec java -jar "$0" "$@"\nexit 1\n'),
  'a database': around(Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4080)]), Buffer.alloc(4096)),
};
