import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as fixtures from '../../../test/support/fixtures.js';
import { seeded } from '../../../test/support/seeded.js';
import { libmagicTextType, libmagicType } from './libmagic.js';

const prose = readFileSync('docs/glossary.md', 'utf8');
const words = prose.split(/\s+/);
const line = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((some) => some.join(' '));
const text = fc.array(line, { minLength: 1, maxLength: 20 }).map((lines) => lines.join('\n'));

/** Each matches an expression of libmagic. */
const regexTexts = [
  'a\n  class Foo\n',
  'x = 1\nmodule.exports = x\n',
  'const a = b.require(\n',
  'a\n.SH NAME\n',
  ': square dup * ( n -- n ) ;\n',
  'a\tb\tc\td\te\tf\tg\th\ti\tj\tk\tl\tm\n',
  '  0\nSECTION\n',
  'all: a b\nCFLAGS=-O2\n',
  '% SiSU 2.0\n',
  '(defn square [x] x)\n',
  '1\r\n00:00:01,000 --> 00:00:02,000\n',
];

describe('the type of a text', () => {
  it('is the one that all rules find, for lines of words and signs', async () => {
    const property = fc.asyncProperty(text, async (some) => {
      const bytes = Buffer.from(some);
      expect(await libmagicTextType(bytes)).toBe(await libmagicType(bytes));
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it('is the one that all rules find, for Base64, which has short words by chance', async () => {
    const random = seeded(7);
    for (let round = 0; round < 30; round++) {
      const bytes = Buffer.from(Array.from({ length: 6000 }, () => Math.floor(random() * 256)));
      const base64 = Buffer.from(bytes.toString('base64'));
      expect(await libmagicTextType(base64)).toBe(await libmagicType(base64));
    }
  });

  it.each(regexTexts)('is the one that all rules find, for %j among bytes that other rules need', async (some) => {
    for (const other of ['<html><body>\n', '#!/bin/sh\n', 'BEGIN:VCARD\r\n', 'From: a\n', '%!PS\n'])
      for (const mixed of [other + some, some + other]) {
        const bytes = Buffer.from(mixed);
        expect(await libmagicTextType(bytes)).toBe(await libmagicType(bytes));
      }
  });

  it.each(
    Object.entries({
      prose: Buffer.from(prose),
      'one line of Base64': Buffer.from(Buffer.from(prose).toString('base64')),
      numbers: Buffer.from('1 2 3\n'.repeat(100)),
      csv: fixtures.csv(),
      json: fixtures.json(),
      html: fixtures.html(),
      'html behind text': Buffer.from(`${'a '.repeat(500)}<html><body>`),
      'a shell script': Buffer.from('#!/bin/sh\necho a\n'),
      'a script of Python': Buffer.from('import os\nfrom sys import argv\ndef main():\n  print(argv)\n'),
      'an SQL statement': Buffer.from('SELECT a FROM b;\n'),
      'a calendar': Buffer.from('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n'),
      'a card': Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEND:VCARD\r\n'),
      subtitles: Buffer.from('WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n'),
      'more subtitles': Buffer.from('1\n00:00:00,000 --> 00:00:01,000\nHello\n'),
      'a message': Buffer.from('Return-Path: a\nReceived: from b\nFrom: a\nTo: b\nSubject: c\n\nd\n'),
      'a patch': Buffer.from('--- a.txt\n+++ b.txt\n-a\n+b\n'),
      'a playlist': Buffer.from('[playlist]\nFile1=a.mp3\nNumberOfEntries=1\n'),
      ...Object.fromEntries(regexTexts.map((some) => [JSON.stringify(some), Buffer.from(some)])),
      'white space': Buffer.from(' \n\t'.repeat(500)),
      'text behind a mark of UTF-8': Buffer.from('\ufeff<?xml version="1.0"?><a/>'),
      'letters beyond ASCII': Buffer.from('Üben, naïve façade – 日本語のテキスト\n'.repeat(20)),
      'letters cut in the middle': Buffer.from('日本語'.repeat(20)).subarray(0, -1),
      'a torrent': Buffer.from('d8:announce3:url4:infod6:lengthi1eee'),
      'a private key': Buffer.from('-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n'),
    }),
  )('is the one that all rules find, for %s', async (_, bytes) => {
    expect(await libmagicTextType(bytes)).toBe(await libmagicType(bytes));
  });
});
