import { describe, expect, it } from '@jest/globals';
import * as make from '../support/fixtures.js';
import { writeOle } from '../support/ole-writer.js';
import { proofOf } from '../support/type-look.js';
import * as documents from '../support/wild-documents.js';
import * as pictures from '../support/wild-pictures.js';
import * as sound from '../support/wild-sound.js';

const BYTES = 'application/octet-stream';
const XLS = 'application/vnd.ms-excel';
const [DOC, PDF, PS, APK] = [
  'application/msword',
  'application/pdf',
  'application/postscript',
  'application/vnd.android.package-archive',
];
const [MP3, FLAC, AAC, TS] = ['audio/mpeg', 'audio/flac', 'audio/aac', 'video/mp2t'];
const MIB = 1024 * 1024;

type Row = [file: () => Buffer, honest: string[], lies?: string[]];
const text = (content: string) => () => Buffer.from(content);
const m4aNames = ['audio/mp4', 'audio/m4a', 'audio/x-m4a', 'audio/mp4a-latm', 'audio/x-m4b', 'audio/x-m4r', MP3];
const epsNames = [PS, 'application/eps', 'application/x-eps', 'image/x-eps', 'image/eps', 'application/illustrator'];

/** Files that users send, with the types their browsers declare. All of them were refused once. */
const honest: Record<string, Row> = {
  'an MP3 behind a tag longer than the head': [() => sound.taggedMp3(200_000), [MP3, 'audio/mp3'], [FLAC, PDF]],
  'an MP3 behind a short tag': [() => sound.taggedMp3(9_000), [MP3], [FLAC]],
  'an MP3 behind two tags': [
    () => Buffer.concat([sound.id3(70_000, { footer: true }), sound.taggedMp3(70_000)]),
    [MP3],
  ],
  'a FLAC behind a long tag': [() => sound.taggedFlac(200_000), [FLAC, 'audio/x-flac'], [MP3]],
  'an AAC behind a long tag': [() => sound.taggedAac(200_000), [AAC, 'audio/x-aac', 'audio/vnd.dlna.adts'], [FLAC]],
  'TypeScript source': [text('import { a } from "./a.js";\n\nexport const b: number = a;\n'), [TS], ['video/mp4']],
  'a translation of Qt': [text('<?xml version="1.0"?>\n<!DOCTYPE TS>\n<TS version="2.1"/>\n'), [TS]],
  'a transport stream': [sound.transportStream, [TS, 'video/vnd.dlna.mpeg-tts', 'video/m2ts', 'video/mpeg']],
  'rich text with a NUL at its end': [documents.rtfWithNul, ['application/rtf', 'text/rtf'], [DOC]],
  'rich text with bytes in it': [documents.rtfWithBin, ['application/rtf', 'text/rtf'], ['text/plain', DOC]],
  'a PDF behind 1,000 bytes': [() => documents.latePdf(make.noise(1_000)), [PDF]],
  'a PDF behind lines of text': [() => documents.latePdf(Buffer.from('\r\nContent-Length: 5\r\n\r\n')), [PDF]],
  'a PDF behind a byte order mark': [() => documents.latePdf(Buffer.from('\ufeff')), [PDF]],
  'raw pictures of cameras': [
    make.tiff,
    ['image/x-adobe-dng', 'image/dng', 'image/x-nikon-nef', 'image/x-sony-arw', 'image/x-canon-cr2', 'image/tiff'],
    ['image/jpeg'],
  ],
  'a raw picture of Canon': [
    () => sound.branded('crx ', 'crx ', 'isom'),
    ['image/x-canon-cr3', 'image/x-cr3'],
    ['image/png'],
  ],
  'an Illustrator drawing': [
    make.pdf,
    ['application/illustrator', 'application/vnd.adobe.illustrator', PS, PDF],
    ['image/png'],
  ],
  'an EPS': [documents.eps, [...epsNames, 'text/plain'], [PDF]],
  'an EPS with a preview': [documents.dosEps, epsNames, [PDF]],
  'an M4A': [make.m4a, m4aNames, ['audio/ogg']],
  'an M4A by its compatible brand': [() => sound.branded('XYZ1', 'isom', 'M4A '), m4aNames],
  'an audio book': [() => sound.branded('M4B ', 'isom'), m4aNames],
  'an M4A as Android records it': [() => sound.branded('mp42', 'isom', 'mp42'), ['audio/mp4', 'audio/x-m4a', MP3]],
  'an AVIF by its compatible brand': [() => sound.branded('mif1', 'mif1', 'avif'), ['image/avif'], ['image/heic']],
  'a HEIC by its compatible brand': [() => sound.branded('mif1', 'mif1', 'heic'), ['image/heic'], ['image/avif']],
  'an MP4 by its compatible brand': [
    () => sound.branded('XYZ1', 'isom'),
    ['video/mp4', 'video/quicktime'],
    ['video/webm'],
  ],
  F4V: [() => sound.branded('f4v ', 'isom'), ['video/x-f4v', 'video/mp4']],
  'a Word document with names in lower case': [() => writeOle(['worddocument', '1table']), [DOC], [XLS]],
  'a Word document with names in upper case': [() => writeOle(['WORDDOCUMENT']), [DOC], [XLS]],
  'a compound file with a directory of 32 MiB': [
    () => documents.wideOle((32 * MIB) / 128, 'WordDocument'),
    [DOC],
    [XLS],
  ],
  'an AVI': [
    make.avi,
    ['video/x-msvideo', 'video/avi', 'video/vnd.avi', 'video/vnd.divx', 'video/msvideo'],
    ['video/mp4'],
  ],
  'AAC in ADTS': [make.aac, [AAC, 'audio/x-hx-aac-adts', 'audio/adts', 'audio/aacp'], [FLAC]],
  AMR: [sound.amr, ['audio/amr', 'audio/amr-nb', 'audio/x-amr'], [FLAC]],
  'AMR of a wide band': [sound.amrWideBand, ['audio/amr-wb', 'audio/amr'], [FLAC]],
  'a PGM': [
    pictures.pgm,
    ['image/x-portable-graymap', 'image/x-portable-greymap', 'image/x-portable-anymap'],
    ['image/png'],
  ],
  'a PBM of letters': [
    pictures.asciiPbm,
    ['image/x-portable-bitmap', 'image/x-portable-anymap', 'text/plain'],
    ['image/png'],
  ],
  'a PSD': [
    pictures.psd,
    ['image/vnd.adobe.photoshop', 'application/photoshop', 'image/psd', 'application/x-photoshop'],
  ],
  'a DWG': [pictures.dwg, ['image/vnd.dwg', 'image/x-dwg', 'application/acad', 'application/x-autocad']],
  'a DXF': [pictures.dxf, ['image/vnd.dxf', 'application/dxf', 'image/x-dxf'], ['image/png']],
  'a DXF of bytes': [pictures.binaryDxf, ['image/vnd.dxf', 'application/dxf'], ['text/plain']],
  'an XBM': [pictures.xbm, ['image/x-xbitmap', 'image/x-xbm', 'text/plain'], ['image/png']],
  'an EMF': [pictures.emf, ['image/emf', 'image/x-emf', 'application/x-emf'], ['image/png']],
  'a WMF': [pictures.wmf, ['image/wmf', 'image/x-wmf', 'application/x-msmetafile']],
  CAF: [sound.caf, ['audio/x-caf', 'audio/caf'], [FLAC]],
  WavPack: [sound.wavPack, ['audio/wavpack', 'audio/x-wavpack'], [FLAC]],
  'a DDS': [pictures.dds, ['image/vnd.ms-dds', 'image/x-dds'], ['image/png']],
  'a cursor': [pictures.cursor, ['image/x-win-bitmap', 'image/vnd.microsoft.cursor', 'image/x-icon'], ['image/png']],
  'a play list': [
    text('#EXTM3U\n#EXTINF:1,a\na.mp3\n'),
    ['audio/x-mpegurl', 'application/vnd.apple.mpegurl', 'audio/mpegurl'],
  ],
  'a play list of names': [text('a.mp3\nb.mp3\n'), ['audio/x-mpegurl', 'audio/x-scpls']],
  'a play list of Winamp': [
    text('[playlist]\nFile1=a.mp3\nNumberOfEntries=1\n'),
    ['audio/x-scpls', 'application/pls+xml'],
  ],
  'a compressed drawing': [pictures.svgz, ['image/svg+xml', 'application/gzip'], ['image/png', 'text/plain']],
  'a private key under the extension of Keynote': [
    text('-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n'),
    ['application/vnd.apple.keynote'],
  ],
  'a disk image': [documents.dmg, ['application/x-apple-diskimage'], [PDF]],
  'a database of LibreOffice': [
    documents.odb,
    ['application/vnd.oasis.opendocument.database', 'application/vnd.sun.xml.base'],
  ],
  'a Java class': [documents.javaClass, ['application/java-vm', 'application/x-java-class', 'application/java'], [PDF]],
  'a FITS of a header': [pictures.fits, ['image/fits', 'application/fits'], ['image/png']],
  'a FITS with data': [() => pictures.fits(make.noise(2_880)), ['image/fits', 'application/fits'], ['image/png']],
  'a JPEG-LS': [pictures.jpegLs, ['image/jls', 'image/x-jls'], ['image/png']],
  'an APK of zipflinger': [documents.apk, [APK, 'application/zip', 'application/java-archive'], [PDF]],
};

/** First words by which detectors take a text for a program, a mail or an archive. */
const words = [
  'P1',
  'P2',
  'P3',
  'P4',
  'P5',
  'P6',
  '070701',
  '070702',
  'BZh',
  'LZIP',
  'xar!',
  'hsqs',
  'wOFF',
  'wOF2',
  '%!PS',
];
const firstWords = [
  'var',
  'From',
  'begin',
  'Subject:',
  'package',
  'BM',
  'MZ',
  'GIF89a',
  'ID3',
  'FWS',
  'PK',
  '#!/bin/sh',
  'def',
];

describe('honest files', () => {
  it.each(Object.entries(honest))('%s', async (_, [file, declared, lies = []]) => {
    const bytes = file();
    for (const type of declared) expect([type, (await proofOf(type, bytes)).proof]).toEqual([type, 'proven']);
    for (const type of lies) expect([type, (await proofOf(type, bytes)).proof]).toEqual([type, 'contradicted']);
  });

  it.each(words)('a text that begins with %s', async (word) => {
    for (const bytes of [
      Buffer.from(word),
      Buffer.from(`${word} is how it begins.\n`),
      Buffer.from(`${word}\nNaïve\n`),
    ])
      for (const type of ['text/plain', 'text/csv', 'text/markdown'])
        expect(await proofOf(type, bytes)).toMatchObject({ proof: 'proven' });
  });

  it.each(firstWords)('a table called Excel that begins with %s', async (word) => {
    expect(await proofOf(XLS, Buffer.from(`${word}\tb\tc\n1\t2\t3\n`))).toMatchObject({ proof: 'proven' });
  });
});

describe('what is still contradicted', () => {
  const lies: [string, string, Buffer][] = [
    ['a page called PNG', 'image/png', make.html()],
    ['random bytes called text', 'text/plain', make.noise(5_000)],
    ['a program called PDF', PDF, make.exe()],
    ['a Linux program called PDF', PDF, make.elf()],
    [
      'macros where none are declared',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      make.docm(),
    ],
    ['macros called zip', 'application/zip', make.docm()],
    ['a script that begins as a picture', 'image/gif', make.gifScript()],
    ['an installer called document', DOC, make.msi()],
    ['a page before a PDF', PDF, Buffer.concat([make.html(), make.pdf()])],
    ['a PDF that begins after 1,024 bytes', PDF, documents.latePdf(make.noise(1_100))],
    ['a page called Excel', XLS, make.html()],
    ['a page under an unknown name of pictures', 'image/x-unknown', make.html()],
    ['a program under an unknown name', 'application/vnd.acme', make.exe()],
    ['random bytes called APK', APK, make.noise(500)],
    ['a WOFF of letters', 'font/woff', Buffer.from('wOFF is how it begins.\n')],
    ['nothing called PNG', 'image/png', Buffer.alloc(0)],
  ];

  it.each(lies)('%s', async (_, declared, bytes) => {
    expect(await proofOf(declared, bytes)).toEqual({ proof: 'contradicted', detectedType: BYTES });
  });
});
