import { describe, expect, it } from '@jest/globals';
import { proveType, type ShownType } from './type-proof.js';

const OOXML = 'application/vnd.openxmlformats-officedocument';
const DOCX = `${OOXML}.wordprocessingml.document`;
const XLSX = `${OOXML}.spreadsheetml.sheet`;
const DOCM = 'application/vnd.ms-word.document.macroEnabled.12';

const binary = (mimeType: string): ShownType => ({ mimeType, also: [], text: 'binary', macroEnabled: false });
const text = (mimeType: string, as: ShownType['text'] = 'utf-8'): ShownType => ({
  mimeType,
  also: [],
  text: as,
  macroEnabled: false,
});
const unknown = binary('application/octet-stream');
const empty = text('application/octet-stream', 'empty');
const macros = (mimeType: string): ShownType => ({ ...binary(mimeType), macroEnabled: true });

const proven: [declared: string, detected: ShownType][] = [
  ['application/pdf', binary('application/pdf')],
  ['APPLICATION/PDF; version=1.4', binary('application/pdf')],
  ['application/x-pdf', binary('application/pdf')],
  ['image/jpg', binary('image/jpeg')],
  ['image/pjpeg', binary('image/jpeg')],
  ['image/png', binary('image/png')],
  ['image/svg+xml', text('image/svg+xml')],
  ['image/heif', binary('image/heic')],
  ['image/x-icon', binary('image/vnd.microsoft.icon')],
  ['text/plain', text('text/csv')],
  ['text/plain; charset=utf-8', text('text/plain')],
  ['text/csv', text('text/plain', 'utf-16')],
  ['text/markdown', text('text/plain', 'legacy-8bit')],
  ['text/markdown', text('text/html')],
  ['text/plain', text('text/x-php')],
  ['text/plain', text('image/svg+xml')],
  ['text/plain', text('application/json')],
  ['text/plain', text('application/mbox')],
  ['application/json', text('text/plain')],
  ['application/xml', text('text/xml')],
  ['application/yaml', text('text/plain')],
  ['application/javascript', text('text/plain')],
  ['application/vnd.api+json', text('application/json')],
  ['application/octet-stream', binary('application/x-dosexec')],
  ['application/octet-stream', macros(DOCM)],
  ['binary/octet-stream', binary('image/png')],
  ['application/x-zip-compressed', binary('application/zip')],
  ['application/zip', binary(DOCX)],
  ['application/zip', binary('application/epub+zip')],
  ['application/x-ole-storage', binary('application/msword')],
  ['application/vnd.ms-excel', text('text/csv')],
  ['video/mp2t', text('text/plain')],
  ['image/apng', binary('image/png')],
  ['application/java-archive', binary('application/zip')],
  ['application/zip', binary('application/java-archive')],
  ['application/x-gzip', binary('application/gzip')],
  ['application/x-rar-compressed', binary('application/vnd.rar')],
  ['video/mp4', binary('video/quicktime')],
  ['audio/mp4', binary('video/mp4')],
  ['video/quicktime', binary('video/mp4')],
  ['audio/m4a', binary('audio/x-m4a')],
  ['video/webm', binary('video/x-matroska')],
  ['audio/webm', binary('video/webm')],
  ['audio/ogg', binary('application/ogg')],
  ['audio/wave', binary('audio/x-wav')],
  ['audio/mp3', binary('audio/mpeg')],
  [DOCX, binary(DOCX)],
  [XLSX, binary(XLSX)],
  [DOCX, binary('application/encrypted')],
  [DOCM, macros(DOCM)],
  ['application/msword', binary('application/msword')],
];

const unproven: [declared: string, shown: ShownType][] = [
  ['text/plain', empty],
  ['application/vnd.sketch', binary('application/zip')],
  ['application/vnd.acme.thing', unknown],
  ['application/vnd.acme.thing', text('text/plain')],
  ['application/vnd.acme.thing', binary('application/x-ole-storage')],
  ['application/vnd.acme.thing', empty],
  ['text/plain', text('application/octet-stream', 'legacy-8bit')],
  ['video/mp2t', unknown],
  ['audio/mpeg', unknown],
  ['image/x-pict', unknown],
  ['application/vnd.android.package-archive', binary('application/zip')],
];

const contradicted: [declared: string, detected: ShownType][] = [
  ['application/pdf', binary('application/x-dosexec')],
  ['application/pdf', text('text/html')],
  ['application/pdf', unknown],
  ['application/pdf', empty],
  ['image/png', binary('image/jpeg')],
  ['image/png', text('text/html')],
  ['image/png', text('image/svg+xml')],
  ['image/png', unknown],
  ['image/svg+xml', text('text/xml')],
  ['image/svg+xml', binary('image/png')],
  ['image/heic', binary('image/avif')],
  ['text/plain', unknown],
  ['text/plain', binary('image/png')],
  ['text/plain', text('application/pdf')],
  ['text/plain', text('image/gif')],
  ['text/csv', binary(XLSX)],
  ['application/json', unknown],
  ['application/json', binary('application/zip')],
  ['video/mp4', binary('video/webm')],
  ['video/mp4', unknown],
  ['audio/mpeg', text('text/plain')],
  [DOCX, binary('application/zip')],
  [DOCX, binary(XLSX)],
  [DOCX, binary('application/msword')],
  [DOCX, macros(DOCM)],
  [DOCX, macros(DOCX)],
  [XLSX, macros(DOCM)],
  [DOCM, binary(DOCX)],
  ['application/zip', macros(DOCM)],
  ['application/msword', binary('application/x-ole-storage')],
  ['application/msword', binary('application/encrypted')],
  ['application/msword', text('text/rtf')],
  ['application/msword', binary('application/x-msi')],
  ['application/vnd.ms-excel', text('text/html')],
  ['application/vnd.ms-excel', unknown],
  ['application/x-ole-storage', binary('application/zip')],
  ['application/vnd.acme.thing', binary('application/x-dosexec')],
  ['application/vnd.acme.thing', binary('application/pdf')],
  ['application/vnd.acme.thing', binary('image/png')],
  ['application/vnd.acme.thing', macros(DOCM)],
];

const nameOf = ([declared, { mimeType, text: as, macroEnabled }]: [string, ShownType]) =>
  `${declared} for ${mimeType} (${as}${macroEnabled ? ', macros' : ''})`;

const rowsOf = (rows: [string, ShownType][]) => rows.map((row) => [nameOf(row), ...row] as const);

describe('proveType', () => {
  it.each(rowsOf(proven))('proves %s', (_, declared, shown) => {
    const { proof, detectedType } = proveType(declared, shown);
    expect(proof).toBe('proven');
    expect(detectedType).not.toBe('application/octet-stream');
  });

  it.each(rowsOf(unproven))('neither proves nor contradicts %s', (_, declared, shown) => {
    expect(proveType(declared, shown)).toEqual({ proof: 'unproven', detectedType: 'application/octet-stream' });
  });

  it.each(rowsOf(contradicted))('contradicts %s', (_, declared, shown) => {
    expect(proveType(declared, shown)).toEqual({ proof: 'contradicted', detectedType: 'application/octet-stream' });
  });

  it('gives bytes without a declared type the type they show', () => {
    expect(proveType('', binary('image/png'))).toEqual({ proof: 'proven', detectedType: 'image/png' });
    expect(proveType('application/octet-stream', unknown)).toMatchObject({ proof: 'unproven' });
  });

  it('compares all types that the bytes show, the exact type first', () => {
    const shown = { ...binary('image/tiff'), also: ['image/x-adobe-dng', 'image/x-nikon-nef'] };
    expect(proveType('image/x-nikon-nef', shown)).toEqual({ proof: 'proven', detectedType: 'image/x-nikon-nef' });
    expect(proveType('image/dng', shown)).toEqual({ proof: 'proven', detectedType: 'image/x-adobe-dng' });
    expect(proveType('image/x-sony-arw', shown)).toEqual({ proof: 'proven', detectedType: 'image/tiff' });
  });
});
