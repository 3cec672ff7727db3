import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LogOutput } from './log-output.js';

const full = () => Object.assign(new Error('full'), { code: 'EAGAIN' });

describe('the output of a log', () => {
  let written: string[];
  let room: number;
  let output: LogOutput;

  /** A pipe with so much room. */
  const write = (_: number, bytes: Uint8Array) => {
    const taken = Buffer.from(bytes.subarray(0, room));
    if (taken.length === 0) throw full();
    room -= taken.length;
    written.push(taken.toString());
    return taken.length;
  };

  beforeEach(() => {
    jest.useFakeTimers();
    [written, room] = [[], Infinity];
    output = new LogOutput({ fd: 1, write });
  });
  afterEach(() => void jest.useRealTimers());

  it('writes many lines at once, soon', () => {
    for (const line of ['one\n', 'two\n', 'three\n']) output.write(line);
    expect(written).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(written).toEqual(['one\ntwo\nthree\n']);
  });

  it('makes lines when they are written, in their place', () => {
    const made: string[] = [];
    const late = (line: string) => () => {
      made.push(line);
      return line;
    };
    output.write('one\n');
    output.write(late('two\n'));
    output.write('three\n');
    expect(made).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(written).toEqual(['one\ntwo\nthree\n']);
    output.write(late('four\n'));
    output.finish();
    expect([written[1], made]).toEqual(['four\n', ['two\n', 'four\n']]);
  });

  it('loses a line that cannot be made, and no other', () => {
    output.write('one\n');
    output.write(() => {
      throw new Error('no line');
    });
    output.write('two\n');
    output.finish();
    expect([written, output.takeDropped()]).toEqual([['one\ntwo\n'], 1]);
  });

  it('bounds how many lines wait that are not made', () => {
    room = 0;
    output.write('first\n');
    for (let n = 0; n < 20_000; n++) output.write(() => 'late\n');
    expect(output.takeDropped()).toBeGreaterThan(1_000);
  });

  it('writes at once what is long, and every line for a terminal', () => {
    output.write(`${'x'.repeat(20_000)}\n`);
    expect(written).toHaveLength(1);
    const terminal = new LogOutput({ fd: 1, immediate: true, write });
    terminal.write('line\n');
    expect(written[1]).toBe('line\n');
  });

  it('writes what is left when the process ends', () => {
    output.write('last words\n');
    output.finish();
    expect(written).toEqual(['last words\n']);
  });

  it('keeps what a full pipe does not take, in order and whole characters', () => {
    room = 5;
    output.write('äöü€\n');
    output.write('next\n');
    jest.advanceTimersByTime(100);
    expect(Buffer.byteLength(written.join(''))).toBeLessThan(20);
    room = Infinity;
    const bytes: Uint8Array[] = [];
    const whole = new LogOutput({
      fd: 1,
      write: (_, given) => {
        bytes.push(Buffer.from(given.subarray(0, 3)));
        return Math.min(3, given.length);
      },
    });
    whole.write('äöü€\nnext\n');
    whole.finish();
    expect(Buffer.concat(bytes).toString()).toBe('äöü€\nnext\n');
  });

  it('tries again later while a pipe is full', () => {
    room = 0;
    output.write('waits\n');
    jest.advanceTimersByTime(1_000);
    expect(written).toEqual([]);
    room = Infinity;
    jest.advanceTimersByTime(100);
    expect(written).toEqual(['waits\n']);
  });

  it('drops and counts lines beyond a bound when its reader does not read', () => {
    room = 0;
    const line = `${'x'.repeat(1_000_000)}\n`;
    for (let i = 0; i < 20; i++) output.write(line);
    const dropped = output.takeDropped();
    expect(dropped).toBeGreaterThan(5);
    room = Infinity;
    output.finish();
    expect(written.join('')).toBe(line.repeat(20 - dropped));
  });

  it('ends in time though its reader does not read, and when it is gone', () => {
    jest.useRealTimers();
    room = 0;
    output.write('never read\n');
    output.finish();
    const gone = new LogOutput({
      fd: 1,
      write: () => {
        throw Object.assign(new Error('gone'), { code: 'EPIPE' });
      },
    });
    gone.write('nowhere\n');
    gone.finish();
    gone.write('nowhere\n');
    gone.finish();
    expect(written).toEqual([]);
  });
});
