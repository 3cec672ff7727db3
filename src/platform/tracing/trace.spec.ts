import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  beginSpan,
  currentTrace,
  inPart,
  inSpan,
  isTracing,
  type OpenSpan,
  outsideSpans,
  recordSpansIn,
  type SpanRecorder,
} from './trace.js';

/** Notes what happens, and keeps the present span in a variable: these tests run no two spans at once. */
class Noted implements SpanRecorder {
  readonly notes: string[] = [];
  private present: OpenSpan | undefined;

  begin(name: string): OpenSpan {
    this.notes.push(`begin ${name}`);
    const span: OpenSpan = {
      traceId: name,
      traceparent: name,
      within: (work) => this.runIn(span, work),
      set: () => undefined,
      end: (error) => void this.notes.push(`end ${name}${error === undefined ? '' : ' failed'}`),
    };
    return span;
  }

  outside<T>(work: () => T): T {
    return this.runIn(undefined, work);
  }

  current() {
    return this.present;
  }

  private runIn<T>(span: OpenSpan | undefined, work: () => T): T {
    const { present } = this;
    this.present = span;
    try {
      return work();
    } finally {
      this.present = present;
    }
  }
}

let recorder: Noted;
beforeEach(() => recordSpansIn((recorder = new Noted())));
afterEach(() => recordSpansIn(undefined));

describe('a span', () => {
  it('ends with its work, at once or later, and hands on what that answers', async () => {
    expect(inSpan('now', {}, () => 1)).toBe(1);
    expect(await inSpan('later', {}, async () => 2)).toBe(2);
    expect(recorder.notes).toEqual(['begin now', 'end now', 'begin later', 'end later']);
  });

  it('fails with its work, whose error stays the same', async () => {
    const error = new Error('broken');
    expect(() =>
      inSpan('now', {}, () => {
        throw error;
      }),
    ).toThrow(error);
    await expect(inSpan('later', {}, () => Promise.reject(error))).rejects.toBe(error);
    expect(recorder.notes.filter((note) => note.startsWith('end'))).toEqual(['end now failed', 'end later failed']);
  });

  it('of a part is recorded within another one only', () => {
    expect(inPart('part', {}, (span) => span)).toBeUndefined();
    inSpan('whole', {}, () => inPart('part', {}, () => undefined));
    inSpan('whole', {}, () => outsideSpans(() => inPart('part', {}, () => undefined)));
    expect(recorder.notes.filter((note) => note.includes('part'))).toEqual(['begin part', 'end part']);
  });
});

describe('a process that does not trace', () => {
  beforeEach(() => recordSpansIn(undefined));

  it('does the work and nothing else', async () => {
    expect(isTracing()).toBe(false);
    expect(beginSpan('x')).toBeUndefined();
    expect(currentTrace()).toBeUndefined();
    const promise = Promise.resolve(1);
    expect(inSpan('x', {}, () => promise)).toBe(promise);
    expect(inPart('x', {}, (span) => span)).toBeUndefined();
    expect(outsideSpans(() => 3)).toBe(3);
  });
});
