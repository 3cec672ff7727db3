import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { png } from './images.js';
import { writeOle } from './ole-writer.js';
import { writeTar } from './tar-writer.js';
import { writeZip, type ZipLayout, type ZipMember } from './zip-writer.js';

// Small real files of every type that Airlock detects, made by code. Images are in images.ts, Office files in office.ts.
export * from './images.js';
export * from './office.js';
export * from './media.js';

/** The harmless standard test virus (EICAR), in pieces, so that scanners do not report this file. */
export function eicar(): Buffer {
  return Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)', '7}$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join(''));
}

/** EICAR as a mail carries it; `lead` bytes before it shift it against base64's groups of three. */
export function eicarBase64(options: { lead?: number; columns?: number } = {}): Buffer {
  const text = Buffer.concat([Buffer.alloc(options.lead ?? 0, 'x'), eicar()]).toString('base64');
  const columns = options.columns ?? 76;
  return Buffer.from(text.replace(new RegExp(`.{${columns}}`, 'g'), '$&\r\n'));
}

/** Incompressible bytes, the same ones for the same seed. */
export function noise(size: number, seed = 'noise'): Buffer {
  const blocks: Buffer[] = [];
  for (let i = 0; i * 32 < size; i++) blocks.push(createHash('sha256').update(`${seed}:${i}`).digest());
  return Buffer.concat(blocks).subarray(0, size);
}

/** A one-page PDF with a correct cross-reference table. */
export function pdf(text = 'Hello from Airlock'): Buffer {
  const content = `BT /F1 24 Tf 72 720 Td (${text}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
  const offsets = objects.map((object, i) => {
    const at = body.length;
    body += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + table + trailer, 'latin1');
}

/** A zip of named contents. */
export function zipOf(files: Record<string, Buffer | string>, layout: ZipLayout = {}): Buffer {
  return writeZip(members(files), layout);
}

/** `depth` zips around the bytes: 1 is a plain zip of them. */
export function nestedZip(depth: number, inner: Buffer, name = 'inner.bin'): Buffer {
  let bytes = inner;
  for (let i = 0; i < depth; i++) bytes = zipOf({ [i === 0 ? name : `level-${i}.zip`]: bytes });
  return bytes;
}

/** A zip without its directory: some unzippers go from header to header. */
export function firstMembers(zip: Buffer): Buffer {
  return zip.subarray(0, zip.indexOf('PK\x01\x02'));
}

export function encryptedZip(data: Buffer = noise(64)): Buffer {
  return writeZip([{ name: 'secret.bin', data, method: 0, encrypted: true }]);
}

/** Expands about a thousand to one: the most that deflate can do. */
export function zipBomb(expandedBytes: number): Buffer {
  return zipOf({ 'bomb.bin': Buffer.alloc(expandedBytes) });
}

export function gz(data: Buffer): Buffer {
  return gzipSync(data);
}

export function tarOf(files: Record<string, Buffer | string>): Buffer {
  return writeTar(members(files));
}

export function tarGz(files: Record<string, Buffer | string>): Buffer {
  return gz(tarOf(files));
}

/** One file that a PDF reader and an unzipper both open. */
export function pdfZipPolyglot(files: Record<string, Buffer | string> = { 'hidden.txt': 'hidden' }): Buffer {
  return zipOf(files, { prefix: pdf(), adjustOffsets: true });
}

export function doc(): Buffer {
  return writeOle(['WordDocument', '1Table', '\u0005SummaryInformation']);
}

export function xls(): Buffer {
  return writeOle(['Workbook', '\u0005SummaryInformation']);
}

export function ppt(): Buffer {
  return writeOle(['Current User', 'PowerPoint Document']);
}

/** A Windows Installer package: its table names are packed into characters of a private range. */
export function msi(): Buffer {
  return writeOle([
    '\u4840\u3f3f\u4577\u446c\u3b6a\u45e4\u4824',
    '\u4840\u4559\u44f2\u4568\u4737',
    '\u0005SummaryInformation',
  ]);
}

/** A compound file that is no Office document. */
export function ole(): Buffer {
  return writeOle(['Something Else']);
}

/** What Office writes for a document with a password: the real file is an encrypted stream. */
export function encryptedOffice(): Buffer {
  return writeOle(['EncryptionInfo', 'EncryptedPackage']);
}

export const html = (): Buffer =>
  Buffer.from('<!DOCTYPE html>\n<html><head><title>t</title></head><body><script>alert(1)</script></body></html>\n');
export const csv = (): Buffer => Buffer.from('name,age\nZoë,41\nJosé,7\n');
export const utf16Csv = (): Buffer => Buffer.from('\ufeffname;age\r\nZoë;41\r\n', 'utf16le');
export const latin1Text = (): Buffer =>
  Buffer.from('na\xefve caf\xe9 d\xe9j\xe0 vu, as old programs wrote it\n', 'latin1');
export const markdown = (): Buffer => Buffer.from('# Title\n\nSome *text* and a [link](https://example.com).\n');
export const json = (): Buffer => Buffer.from('{"name": "Airlock", "list": [1, 2, 3]}\n');

export const xml = (): Buffer => Buffer.from('<?xml version="1.0"?>\n<list><item/></list>\n');
export const php = (): Buffer => Buffer.from('<?php system($_GET["c"]); ?>\n');
export const shellScript = (): Buffer => Buffer.from('#!/bin/sh\nrm -rf "$HOME"\n');
export const rtf = (): Buffer => Buffer.from('{\\rtf1\\ansi Hello}\n');

/** A Windows program, as far as its headers go. */
export const exe = (): Buffer =>
  Buffer.concat([
    Buffer.from('MZ'),
    Buffer.alloc(58),
    Buffer.from([0x80, 0, 0, 0]),
    Buffer.alloc(64),
    Buffer.from('PE\0\0\x64\x86', 'latin1'),
    Buffer.alloc(64),
  ]);
/** A Linux program, as far as its header goes. */
export const elf = (): Buffer =>
  Buffer.concat([Buffer.from('7f454c4602010100000000000000000002003e0001000000', 'hex'), Buffer.alloc(200)]);

/** Runs as a script where the type is not checked; begins like a picture. */
export const gifScript = (): Buffer => Buffer.from('GIF89a=1;/*\n*/alert(1)//\n');
/** A whole picture, and a page behind it. */
export const pngWithHtml = (): Buffer => Buffer.concat([png(), html()]);
/** A page, and a whole picture behind it. */
export const htmlWithPng = (): Buffer => Buffer.concat([html(), png()]);

/** An archive of a format that nothing opens here. */
export const ace = (): Buffer =>
  Buffer.concat([
    Buffer.from('1bd13100000090', 'hex'),
    Buffer.from('**ACE**'),
    Buffer.from('1414020012b4', 'hex'),
    noise(60),
  ]);

/** The first bytes of archives, with nothing behind them. */
export const archiveHeads: Record<string, Buffer> = {
  '7z': Buffer.from('377abcaf271c0004', 'hex'),
  rar4: Buffer.from('526172211a0700', 'hex'),
  rar5: Buffer.from('526172211a070100', 'hex'),
  bz2: Buffer.from('425a6839314159265359', 'hex'),
  xz: Buffer.from('fd377a585a000004', 'hex'),
  zstd: Buffer.from('28b52ffd24000000', 'hex'),
  cab: Buffer.from('4d5343460000000000', 'hex'),
  iso: Buffer.concat([Buffer.alloc(32_768), Buffer.from('\x01CD001\x01', 'latin1'), Buffer.alloc(64)]),
};

function members(files: Record<string, Buffer | string>): ZipMember[] {
  return Object.entries(files).map(([name, data]) => ({ name, data: Buffer.from(data) }));
}
