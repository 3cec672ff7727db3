import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import * as fixtures from '../../../test/support/fixtures.js';
import { MemoryAccess } from '../../../test/support/memory-access.js';
import { MagicTypeDetector } from './magic.type-detector.js';
import { DETECTION_HEAD_BYTES, type DetectedType } from './type-detector.js';

const OOXML = 'application/vnd.openxmlformats-officedocument';
const DOCX = `${OOXML}.wordprocessingml.document`;
const DOCM = 'application/vnd.ms-word.document.macroEnabled.12';
const UNKNOWN = 'application/octet-stream';

const detector = new MagicTypeDetector();
const detect = (bytes: Buffer, object = new MemoryAccess(bytes)): Promise<DetectedType> =>
  detector.detect(bytes.subarray(0, DETECTION_HEAD_BYTES), object);

const binary: Record<string, [Buffer, string]> = {
  pdf: [fixtures.pdf(), 'application/pdf'],
  png: [fixtures.png(), 'image/png'],
  jpeg: [fixtures.jpeg(), 'image/jpeg'],
  gif: [fixtures.gif(), 'image/gif'],
  webp: [fixtures.webp(), 'image/webp'],
  mp4: [fixtures.mp4(), 'video/mp4'],
  webm: [fixtures.webm(), 'video/webm'],
  mp3: [fixtures.mp3(), 'audio/mpeg'],
  docx: [fixtures.docx(), DOCX],
  xlsx: [fixtures.xlsx(), `${OOXML}.spreadsheetml.sheet`],
  pptx: [fixtures.pptx(), `${OOXML}.presentationml.presentation`],
  odt: [fixtures.odt(), 'application/vnd.oasis.opendocument.text'],
  epub: [fixtures.epub(), 'application/epub+zip'],
  jar: [fixtures.jar(), 'application/java-archive'],
  zip: [fixtures.zipOf({ 'a.txt': 'a' }), 'application/zip'],
  'a docx in name only': [fixtures.fakeDocx(), 'application/zip'],
  'a zip that names a main part it lacks': [
    fixtures.zipOf({
      '[Content_Types].xml': `<Types><Override PartName="/word/document.xml" ContentType="${DOCX}.main+xml"/></Types>`,
    }),
    'application/zip',
  ],
  'a zip whose content types are no XML': [
    fixtures.zipOf({ '[Content_Types].xml': '<a'.repeat(9000) }),
    'application/zip',
  ],
  'a zip cut short': [fixtures.docx().subarray(0, 500), 'application/zip'],
  doc: [fixtures.doc(), 'application/msword'],
  xls: [fixtures.xls(), 'application/vnd.ms-excel'],
  ppt: [fixtures.ppt(), 'application/vnd.ms-powerpoint'],
  'an Office file with a password': [fixtures.encryptedOffice(), 'application/encrypted'],
  'another compound file': [fixtures.ole(), 'application/x-ole-storage'],
  'a compound file cut short': [fixtures.doc().subarray(0, 600), 'application/x-ole-storage'],
  gzip: [fixtures.gz(Buffer.from('a')), 'application/gzip'],
  tar: [fixtures.tarOf({ a: 'a' }), 'application/x-tar'],
  '7z': [fixtures.archiveHeads['7z'] as Buffer, 'application/x-7z-compressed'],
  iso: [fixtures.archiveHeads.iso as Buffer, 'application/x-iso9660-image'],
  'a TrueType font': [Buffer.from('0001000000100100000400004646544d0000000000000000', 'hex'), 'font/sfnt'],
  'random bytes': [fixtures.noise(5000), UNKNOWN],
  'a text with a NUL in it': [Buffer.from('hello\0world'), UNKNOWN],
  'a PDF that is a zip too': [fixtures.pdfZipPolyglot(), 'application/pdf'],
};

const textual: Record<string, [Buffer, string, DetectedType['text']]> = {
  csv: [fixtures.csv(), 'text/csv', 'utf-8'],
  'UTF-16 csv': [fixtures.utf16Csv(), 'text/plain', 'utf-16'],
  'Latin-1 text': [fixtures.latin1Text(), 'text/plain', 'legacy-8bit'],
  markdown: [fixtures.markdown(), 'text/plain', 'utf-8'],
  'one letter': [Buffer.from('a'), 'text/plain', 'utf-8'],
  json: [fixtures.json(), 'application/json', 'utf-8'],
  html: [fixtures.html(), 'text/html', 'utf-8'],
  svg: [fixtures.svg(), 'image/svg+xml', 'utf-8'],
  'svg behind a long comment': [Buffer.from(`<!-- ${'x'.repeat(20_000)} --><svg/>`), 'image/svg+xml', 'utf-8'],
  'svg behind a document type': [Buffer.from('<!DOCTYPE svg [<!ENTITY a "b>">]>\n<svg/>'), 'image/svg+xml', 'utf-8'],
  'a prefixed svg': [Buffer.from('<s:svg xmlns:s="http://www.w3.org/2000/svg"/>'), 'image/svg+xml', 'utf-8'],
  'HTML before a PDF': [Buffer.concat([fixtures.html(), fixtures.pdf()]), 'text/html', 'legacy-8bit'],
  nothing: [Buffer.alloc(0), UNKNOWN, 'empty'],
};

describe('MagicTypeDetector', () => {
  it.each(Object.entries(binary))('detects %s', async (_, [bytes, mimeType]) => {
    expect(await detect(bytes)).toMatchObject({ mimeType, macroEnabled: false });
  });

  it.each(Object.entries(textual))('detects the text type of %s', async (_, [bytes, mimeType, text]) => {
    expect(await detect(bytes)).toMatchObject({ mimeType, text, macroEnabled: false });
  });

  it('distinguishes a macro-enabled document from one without macros', async () => {
    expect(await detect(fixtures.docm())).toMatchObject({ mimeType: DOCM, macroEnabled: true });
    expect(await detect(fixtures.docxWithHiddenMacros())).toMatchObject({ mimeType: DOCX, macroEnabled: true });
  });

  it('detects a document whose main type is the default of its extension', async () => {
    const types = `<Types><Default Extension="xml" ContentType="${DOCX}.main+xml"/></Types>`;
    const bytes = fixtures.zipOf({ '[Content_Types].xml': types, 'word/document.xml': '<x/>' });
    expect((await detect(bytes)).mimeType).toBe(DOCX);
  });

  it('ignores content types inside a comment', async () => {
    const types = `<Types><!-- <Override PartName="/a.xml" ContentType="${DOCX}.main+xml"/> --></Types>`;
    const bytes = fixtures.zipOf({ '[Content_Types].xml': types, 'a.xml': '<x/>' });
    expect((await detect(bytes)).mimeType).toBe('application/zip');
  });

  it('reads text that is cut in the middle of a character', async () => {
    const bytes = Buffer.from(`x${'é'.repeat(DETECTION_HEAD_BYTES)}`);
    expect(await detect(bytes)).toMatchObject({ mimeType: 'text/plain', text: 'utf-8' });
  });

  it('reads a bounded part of a large document', async () => {
    const bytes = fixtures.zipOf({ 'big.bin': fixtures.noise(8_000_000), mimetype: 'application/epub+zip' });
    const object = new MemoryAccess(bytes);
    expect((await detect(bytes, object)).mimeType).toBe('application/epub+zip');
    expect(object.bytesRead).toBeLessThan(1_000_000);
  });

  it('reads nothing from the store when the head is the whole object', async () => {
    const object = new MemoryAccess(fixtures.docx());
    await detect(fixtures.docx(), object);
    expect(object.reads).toBe(0);
  });

  it('passes on the error of an object that changed', async () => {
    const gone = { size: 1_000_000, read: async (): Promise<Readable> => Promise.reject(new Error('changed')) };
    await expect(detector.detect(fixtures.docx(), gone)).rejects.toThrow('changed');
  });
});
