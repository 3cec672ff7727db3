import { deflateSync } from 'node:zlib';

/** A PDF of these objects, numbered from 1; the first is the catalog. */
export function writePdf(objects: (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let length = parts[0]!.length;
  objects.forEach((object, i) => {
    offsets.push(length);
    const part = Buffer.concat([
      Buffer.from(`${i + 1} 0 obj\n`),
      Buffer.from(object as string),
      Buffer.from('\nendobj\n'),
    ]);
    parts.push(part);
    length += part.length;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const end =
    `xref\n0 ${size}\n0000000000 65535 f \n${table}` +
    `trailer\n<</Size ${size}/Root 1 0 R${trailer}>>\nstartxref\n${length}\n%%EOF\n`;
  return Buffer.concat([...parts, Buffer.from(end)]);
}

export function pdfStream(content: Buffer | string, dictionary = ''): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([
    Buffer.from(`<</Length ${bytes.length}${dictionary}>>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);
}

export const deflated = (content: Buffer | string, dictionary = ''): Buffer =>
  pdfStream(deflateSync(Buffer.from(content as string)), `/Filter/FlateDecode${dictionary}`);

const escape = (line: string) => line.replaceAll(/[()\\]/g, '\\$&');

/** Lines from the top, in Helvetica of 12 points. */
export const pageContent = (lines: string[]): string =>
  `BT /F1 12 Tf 14 TL 72 760 Td ${lines.map((line) => `(${escape(line)}) Tj T*`).join(' ')} ET`;

/** A PDF with a page for each content stream. `more` is added to each page, `objects` behind all others. */
export function pdfOfContents(contents: Buffer[], more = '', objects: (string | Buffer)[] = []): Buffer {
  const first = 4;
  const kids = contents.map((_, i) => `${first + i * 2} 0 R`).join(' ');
  const pages = contents.flatMap((content, i) => [
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents ${first + i * 2 + 1} 0 R${more}>>`,
    content,
  ]);
  return writePdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${kids}]/Count ${contents.length}>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    ...pages,
    ...objects,
  ]);
}

/** A PDF with a page for each list of lines. */
export const pdfOfLines = (pages: string[][]): Buffer =>
  pdfOfContents(pages.map((lines) => deflated(pageContent(lines))));
