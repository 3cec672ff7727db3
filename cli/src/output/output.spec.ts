import { describe, expect, it } from '@jest/globals';
import { escaped, safeJson } from './escape.js';
import { Output } from './output.js';
import { bytesText, secondsText } from './quantities.js';
import { hasColor, rendered, styled } from './styles.js';
import { tableLines } from './table.js';
import { shortened, widthOf } from './width.js';

function outputWith(more: { isTTY?: boolean; json?: boolean; quiet?: boolean; environment?: NodeJS.ProcessEnv } = {}) {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({
    isTTY: more.isTTY ?? false,
    write: (text: string | Uint8Array) => ((written[name] += String(text)), true),
    once: () => undefined,
  });
  const { json = false, quiet = false, environment = {} } = more;
  return { output: new Output({ stdout: stream('out'), stderr: stream('err'), environment, json, quiet }), written };
}

describe('text of a server or of a file name', () => {
  it.each([
    ['clears the screen', '\x1b[2Jname', '\\u{1b}[2Jname'],
    ['sets the title of the window', '\x1b]0;owned\x07', '\\u{1b}]0;owned\\u{7}'],
    ['begins a line of its own', 'a\nerror: b\r', 'a\\u{a}error: b\\u{d}'],
    ['uses a control character of eight bits', '\x9b31m', '\\u{9b}31m'],
    ['reads backwards', 'invoice\u202efdp.exe', 'invoice\\u{202e}fdp.exe'],
    ['hides characters', 'a\u200bb\ufeff', 'a\\u{200b}b\\u{feff}'],
    ['is no text', 'a\ud800b', 'a\\u{d800}b'],
  ])('that %s is shown, not obeyed', (_, text, shown) => {
    expect(escaped(text)).toBe(shown);
    expect(rendered([styled('red', text)], true)).toBe(`\x1b[31m${shown}\x1b[0m`);
  });

  it('is otherwise as it is', () => {
    for (const text of ['Prüfbericht (final).pdf', '写真.png', 'שלום.txt', '👩‍🚀.jpg']) expect(escaped(text)).toBe(text);
  });

  it('stays harmless in JSON, and the same value', () => {
    const value = { name: 'a\x9b31m\u202eb\ufeff' };
    expect(safeJson(value)).toBe('{"name":"a\\u009b31m\\u202eb\\ufeff"}');
    expect(JSON.parse(safeJson(value))).toEqual(value);
  });

  it('cannot leave its line of a table', () => {
    const { output, written } = outputWith();
    output.table([{ title: 'NAME', value: (name: string) => name }], ['a\nb\x1b[31m']);
    expect(written.out).toBe('NAME\na\\u{a}b\\u{1b}[31m\n');
  });
});

describe('colours', () => {
  it('are for terminals that show them, unless NO_COLOR is set', () => {
    expect(hasColor(true, {})).toBe(true);
    expect(hasColor(false, {})).toBe(false);
    expect(hasColor(true, { NO_COLOR: '1' })).toBe(false);
    expect(hasColor(true, { NO_COLOR: '' })).toBe(true);
    expect(hasColor(true, { TERM: 'dumb' })).toBe(false);
  });
});

describe('output', () => {
  it('with --json is JSON alone, a document a line', () => {
    const { output, written } = outputWith({ json: true });
    output.line('for people');
    output.note('a note');
    output.result({ a: '\x1b' }, 'for people');
    output.warn('seen anyway');
    expect(written).toEqual({ out: '{"a":"\\u001b"}\n', err: 'seen anyway\n' });
  });

  it('with --quiet has no notes', () => {
    const { output, written } = outputWith({ quiet: true, isTTY: true });
    output.note('a note');
    output.result({}, 'result');
    expect(written).toEqual({ out: 'result\n', err: '' });
    expect(output.isLive).toBe(false);
  });

  it('draws what is live again below each line', () => {
    const { output, written } = outputWith({ isTTY: true });
    output.attach({ clear: () => (written.err += '<clear>'), draw: () => (written.err += '<draw>') });
    output.line('one');
    expect(written).toEqual({ out: 'one\n', err: '<clear><draw>' });
  });
});

describe('tables', () => {
  it('align by the columns that characters take', () => {
    const lines = tableLines(
      [
        { title: 'NAME', value: ({ name }: { name: string; size: string }) => name },
        { title: 'SIZE', align: 'right', value: ({ size }) => size },
        { title: 'END', value: () => 'x' },
      ],
      [
        { name: '写真', size: '1 B' },
        { name: 'é', size: '10 kB' },
      ],
    ).map((pieces) => rendered(pieces, false));
    expect(lines).toEqual(['NAME   SIZE  END', '写真    1 B  x', 'é     10 kB  x']);
  });

  it('know widths, and shorten in the middle', () => {
    expect(widthOf('写真')).toBe(4);
    expect(widthOf('e\u0301')).toBe(1);
    expect(shortened('a-very-long-name.tar.gz', 12)).toBe('a-very-l….gz');
    expect(widthOf(shortened('写真写真写真写真', 9))).toBeLessThanOrEqual(9);
  });
});

describe('quantities', () => {
  it.each<[number | null, string]>([
    [null, '–'],
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [999_499, '999 kB'],
    [999_999, '1.0 MB'],
    [123_456_789, '123 MB'],
    [5e9, '5.0 GB'],
  ])('%s bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

  it.each<[number, string]>([
    [0.2, '1 s'],
    [59.5, '1 min 0 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 5 min'],
  ])('%s seconds are %s', (seconds, text) => expect(secondsText(seconds)).toBe(text));
});
