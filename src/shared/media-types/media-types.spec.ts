import { describe, expect, it } from '@jest/globals';
import { canonicalType, formatOf, isTextual, sameKind } from './media-type.js';
import { mayBeCalled, misnamingSources } from './misnamings.js';
import { formats } from './table.js';

const isSource = (source: string) => source.startsWith('https://') || /^manifest row: \S+$/.test(source);

describe('the table of formats', () => {
  it('names each type once, in lower case', () => {
    const names = formats.flatMap((format) => format.names);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    expect(names.filter((name) => !/^[a-z0-9-]+\/[a-z0-9.+_-]+$/.test(name))).toEqual([]);
  });

  it('names the source of each row and each misnaming', () => {
    expect(formats.filter(({ source }) => !isSource(source))).toEqual([]);
    expect(misnamingSources.filter((source) => !isSource(source))).toEqual([]);
  });

  it('has only containers that are marked or generic', () => {
    for (const { container } of formats)
      if (container) expect(formatOf(container)).toMatchObject({ marked: true, generic: true });
  });
});

describe('names of types', () => {
  it.each([
    ['IMAGE/JPG; q=1', 'image/jpeg'],
    ['audio/x-aac', 'audio/aac'],
    ['', 'application/octet-stream'],
    ['binary/octet-stream', 'application/octet-stream'],
    ['application/vnd.acme', 'application/vnd.acme'],
  ])('canonical form of %s is %s', (name, usual) => expect(canonicalType(name)).toBe(usual));

  it('belong to families', () => {
    expect(sameKind('audio/x-m4a', 'video/mp4')).toBe(true);
    expect(sameKind('image/heic', 'image/avif')).toBe(false);
    expect(sameKind('application/vnd.acme', 'application/vnd.other')).toBe(false);
    expect(mayBeCalled('video/mp2t', 'text/plain')).toBe(true);
    expect(mayBeCalled('text/plain', 'video/mp2t')).toBe(false);
  });

  it.each(['text/x-anything', 'application/vnd.api+json', 'application/rss+xml', 'audio/x-scpls', 'message/rfc822'])(
    '%s is text',
    (name) => expect(isTextual(name)).toBe(true),
  );
});
