import { describe, expect, it } from '@jest/globals';
import { proveType } from '../../src/features/scanning/domain/type-proof.js';
import { isInlineSafe, servedType } from '../../src/features/uploads/domain/served-type.js';
import { MagicTypeDetector } from '../../src/platform/type-detection/magic.type-detector.js';
import { DETECTION_HEAD_BYTES } from '../../src/platform/type-detection/type-detector.js';
import * as make from '../support/fixtures.js';
import { MemoryAccess } from '../support/memory-access.js';
import { writeZip } from '../support/zip-writer.js';

const OOXML = 'application/vnd.openxmlformats-officedocument';
const DOCX = `${OOXML}.wordprocessingml.document`;
const XLSX = `${OOXML}.spreadsheetml.sheet`;
const PPTX = `${OOXML}.presentationml.presentation`;
const DOCM = 'application/vnd.ms-word.document.macroEnabled.12';
const [DOC, XLS, PPT] = ['application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint'];
const [ZIP, PDF, EXE] = ['application/zip', 'application/pdf', 'application/x-dosexec'];
const BYTES = 'application/octet-stream';
const [TXT, CSV, MD, JSON_, XML] = ['text/plain', 'text/csv', 'text/markdown', 'application/json', 'text/xml'];
const HTML = 'text/html';
const [PNG, JPG, GIF, SVG] = ['image/png', 'image/jpeg', 'image/gif', 'image/svg+xml'];

interface Row {
  file: () => Buffer;
  is: string;
  /** Declared types with which it is admitted; `application/octet-stream`, which declares nothing, always is. */
  accepted: string[];
  refused: string[];
}

const row = (file: () => Buffer, is: string, accepted: string[], refused: string[]): Row => ({
  file,
  is,
  accepted,
  refused,
});
const text = (content: string | Buffer) => () => Buffer.from(content);
const utf16be = () => Buffer.from('\ufeffname;age\r\n', 'utf16le').swap16();
const twice = () =>
  writeZip(
    ['[Content_Types].xml', 'word/document.xml', '[Content_Types].xml'].map((name) => ({
      name,
      data: Buffer.from('<x/>'),
    })),
  );

/** What each file is, and what it may be called: the rules of `type-policy.ts`, seen from outside. */
const table: Record<string, Row> = {
  // Documents
  'a PDF': row(make.pdf, PDF, [PDF, 'application/x-pdf'], [PNG, TXT, DOCX, ZIP]),
  'a Word document': row(make.docx, DOCX, [DOCX, ZIP], [XLSX, PPTX, DOC, DOCM, PDF, TXT]),
  'a workbook': row(make.xlsx, XLSX, [XLSX, ZIP], [DOCX, PPTX, XLS, CSV]),
  'a presentation': row(make.pptx, PPTX, [PPTX, ZIP], [DOCX, XLSX, PPT]),
  'a document with macros': row(make.docm, DOCM, [DOCM], [DOCX, ZIP, DOC]),
  'a document that hides its macros': row(make.docxWithHiddenMacros, DOCX, [], [DOCX, DOCM, ZIP]),
  'an old Word document': row(make.doc, DOC, [DOC, 'application/x-ole-storage'], [DOCX, XLS, PDF]),
  'an old workbook': row(make.xls, XLS, [XLS, 'application/msexcel'], [XLSX, DOC, CSV]),
  'an old presentation': row(make.ppt, PPT, [PPT], [PPTX, DOC]),
  'an installer': row(make.msi, 'application/x-msi', ['application/x-msi'], [DOC, XLS, PDF]),
  'a document with a password': row(make.encryptedOffice, 'application/encrypted', [DOCX, XLSX, PPTX], [DOC, PDF]),
  'another compound file': row(make.ole, 'application/x-ole-storage', ['application/vnd.ms-project'], [DOC, XLS]),
  'an OpenDocument text': row(
    make.odt,
    'application/vnd.oasis.opendocument.text',
    ['application/vnd.oasis.opendocument.text', ZIP],
    [DOCX, 'application/vnd.oasis.opendocument.spreadsheet'],
  ),
  'a book': row(make.epub, 'application/epub+zip', ['application/epub+zip', ZIP], [PDF, DOCX]),
  'rich text': row(make.rtf, 'application/rtf', ['text/rtf', 'application/rtf'], [DOC, DOCX]),
  // Programs and archives under the names of documents
  'a program': row(
    make.exe,
    EXE,
    [EXE, 'application/x-msdownload'],
    [PDF, DOCX, PNG, TXT, ZIP, 'application/vnd.acme'],
  ),
  'a Linux program': row(make.elf, 'application/x-executable', ['application/x-executable'], [PDF, TXT, PNG]),
  'a zip': row(() => make.zipOf({ 'a.txt': 'a' }), ZIP, [ZIP, 'application/x-zip-compressed'], [DOCX, XLSX, PDF, TXT]),
  'a zip with the name of a Word part': row(make.fakeDocx, ZIP, [ZIP], [DOCX]),
  'a zip that says twice what it is': row(twice, ZIP, [ZIP], [DOCX]),
  'a Java archive': row(make.jar, 'application/java-archive', ['application/java-archive', ZIP], [DOCX, PDF]),
  'a gzip': row(
    () => make.gz(Buffer.from('a')),
    'application/gzip',
    ['application/gzip', 'application/x-gzip'],
    [ZIP, TXT],
  ),
  'a tar': row(() => make.tarOf({ a: 'a' }), 'application/x-tar', ['application/x-tar'], [ZIP, TXT]),
  'a 7z': row(
    () => make.archiveHeads['7z']!,
    'application/x-7z-compressed',
    ['application/x-7z-compressed'],
    [ZIP, PDF],
  ),
  'a rar': row(() => make.archiveHeads.rar5!, 'application/vnd.rar', ['application/x-rar-compressed'], [ZIP, PDF]),
  // Two things at once
  'a PDF that is a zip too': row(make.pdfZipPolyglot, PDF, [PDF], [ZIP, DOCX]),
  'a page before a PDF': row(() => Buffer.concat([make.html(), make.pdf()]), HTML, [HTML, TXT], [PDF]),
  'a script that begins as a picture': row(make.gifScript, TXT, [TXT, 'text/javascript'], [GIF, PNG]),
  'a page before a picture': row(make.htmlWithPng, BYTES, [], [PNG, HTML, TXT]),
  'a picture before a page': row(make.pngWithHtml, PNG, [PNG], [HTML, TXT]),
  // Text
  'a text': row(text('Hello.\n'), TXT, [TXT, CSV, MD, JSON_, XML], [PDF, PNG, DOCX, SVG, 'audio/mpeg']),
  'a table': row(make.csv, CSV, [TXT, CSV, MD, XLS], [XLSX, PNG]),
  'a table in UTF-16': row(make.utf16Csv, TXT, [TXT, CSV], ['audio/mpeg', XLSX]),
  'a table in UTF-16, big end first': row(utf16be, TXT, [TXT, CSV], ['audio/mpeg']),
  'a text in Latin-1': row(make.latin1Text, TXT, [TXT, CSV, MD], [PDF]),
  Markdown: row(make.markdown, TXT, [TXT, MD], [PDF, PNG]),
  JSON: row(make.json, JSON_, [JSON_, TXT, 'application/vnd.api+json'], [PDF, PNG]),
  XML: row(make.xml, 'application/xml', ['application/xml', XML, TXT], [SVG, DOCX]),
  'a page': row(make.html, HTML, [HTML, TXT, MD, CSV], [PNG, PDF, JPG, XLS]),
  'a PHP script': row(make.php, 'text/x-php', [TXT, CSV, 'application/x-httpd-php'], [PNG, PDF]),
  'a shell script': row(make.shellScript, 'text/x-shellscript', [TXT, MD, 'application/x-sh'], [PDF, PNG]),
  'a drawing': row(make.svg, SVG, [SVG, TXT, XML], [PNG, JPG, PDF]),
  'random bytes': row(() => make.noise(5000), BYTES, ['application/vnd.acme'], [TXT, CSV, JSON_, PDF, PNG, DOCX, ZIP]),
  'a text with a NUL': row(text('hello\0world'), BYTES, [], [TXT, CSV, MD, JSON_]),
  'a text with a vertical tab': row(text('hello\x0bworld'), BYTES, [], [TXT, CSV]),
  'a text with an escape and a form feed': row(text('\x1b[1mhello\x1b[0m\x0c'), TXT, [TXT], [PNG]),
  'controls behind the mark of UTF-16': row(() => Buffer.from('fffe01000200', 'hex'), BYTES, [], [TXT, CSV]),
  'half a character of UTF-16': row(() => Buffer.from('fffe00d8', 'hex'), BYTES, [], [TXT]),
  nothing: row(text(''), BYTES, [TXT, CSV, JSON_], [PDF, PNG, ZIP]),
  // Pictures
  'a PNG': row(make.png, PNG, [PNG, 'image/x-png', 'image/apng'], [JPG, GIF, SVG, PDF]),
  'a JPEG': row(make.jpeg, JPG, [JPG, 'image/jpg', 'image/pjpeg'], [PNG, 'image/webp']),
  'a GIF': row(make.gif, GIF, [GIF], [PNG, 'text/javascript']),
  'a WebP': row(make.webp, 'image/webp', ['image/webp'], [JPG, PNG]),
  'a bitmap': row(make.bmp, 'image/bmp', ['image/bmp', 'image/x-ms-bmp'], [PNG]),
  'a TIFF': row(make.tiff, 'image/tiff', ['image/tiff'], [PNG, JPG]),
  'an icon': row(make.ico, 'image/vnd.microsoft.icon', ['image/x-icon'], [PNG]),
  HEIC: row(make.heic, 'image/heic', ['image/heic', 'image/heif'], [JPG, 'image/avif', 'video/mp4']),
  HEIF: row(make.heif, 'image/heif', ['image/heif', 'image/heic'], [JPG]),
  AVIF: row(make.avif, 'image/avif', ['image/avif'], ['image/heic', JPG]),
  // Sound and film
  'an MP3': row(make.mp3, 'audio/mpeg', ['audio/mpeg', 'audio/mp3'], ['video/mp4', TXT]),
  'a WAV': row(make.wav, 'audio/wav', ['audio/wav', 'audio/x-wav', 'audio/wave'], ['audio/mpeg']),
  'a FLAC': row(make.flac, 'audio/flac', ['audio/flac', 'audio/x-flac'], ['audio/wav']),
  'an Ogg': row(make.oggVorbis, 'audio/ogg', ['audio/ogg', 'application/ogg', 'video/ogg'], ['audio/mpeg']),
  Opus: row(make.opus, 'audio/ogg', ['audio/opus', 'audio/ogg'], ['audio/mpeg']),
  AAC: row(make.aac, 'audio/aac', ['audio/aac', 'audio/x-aac'], ['audio/flac', TXT]),
  'an M4A': row(make.m4a, 'audio/x-m4a', ['audio/mp4', 'audio/m4a', 'audio/x-m4a', 'audio/mpeg'], ['audio/ogg']),
  'an MP4': row(make.mp4, 'video/mp4', ['video/mp4', 'audio/mp4', 'video/quicktime'], ['video/webm', PNG]),
  'a QuickTime film': row(make.mov, 'video/quicktime', ['video/quicktime', 'video/mp4'], ['video/webm']),
  '3GP': row(make.threeGp, 'video/3gpp', ['video/3gpp', 'video/mp4'], ['video/webm']),
  'a WebM': row(make.webm, 'video/webm', ['video/webm', 'audio/webm', 'video/x-matroska'], ['video/mp4']),
  'a Matroska film': row(
    make.mkv,
    'video/x-matroska',
    ['video/x-matroska', 'video/webm', 'audio/x-matroska'],
    ['video/mp4'],
  ),
  'an AVI': row(make.avi, 'video/x-msvideo', ['video/x-msvideo', 'video/avi'], ['video/mp4']),
};

const inline = new Set([JPG, PNG, 'image/webp', GIF, 'video/mp4', 'video/webm', 'audio/mpeg']);
const detector = new MagicTypeDetector();

describe('what a file is, and what it may be called', () => {
  it.each(Object.entries(table))('%s', async (_, { file, is, accepted, refused }) => {
    const bytes = file();
    const shown = await detector.detect(bytes.subarray(0, DETECTION_HEAD_BYTES), new MemoryAccess(bytes));
    const unclaimed = proveType(BYTES, shown);
    expect(unclaimed.detectedType).toBe(is === DOCM ? DOCM.toLowerCase() : is);
    const ofThese = (declared: string[]) => declared.filter((type) => proveType(type, shown).proof !== 'contradicted');
    expect(ofThese([...accepted, BYTES, 'binary/octet-stream'])).toEqual([...accepted, BYTES, 'binary/octet-stream']);
    expect(ofThese(refused)).toEqual([]);
    // The proven type decides how it is served, whatever was declared.
    const served = { detectedType: unclaimed.detectedType, typeProof: unclaimed.proof };
    expect(servedType(served)).toBe(inline.has(is) ? is : BYTES);
    expect(isInlineSafe(served)).toBe(inline.has(is));
    for (const type of refused) {
      const { proof: typeProof, detectedType } = proveType(type, shown);
      expect(servedType({ typeProof, detectedType })).toBe(BYTES);
    }
  });
});
