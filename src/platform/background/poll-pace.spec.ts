import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PollPace } from './poll-pace.js';

describe('the pause between two polls', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 0 }));
  afterEach(() => void jest.useRealTimers());

  it('is longer after ten seconds without work, until there is some again', () => {
    const pace = new PollPace(250, 1_000);
    jest.advanceTimersByTime(9_999);
    expect(pace.pauseMs).toBe(250);
    jest.advanceTimersByTime(1);
    expect(pace.pauseMs).toBe(1_000);
    pace.found();
    expect(pace.pauseMs).toBe(250);
  });

  it('stays the same where no longer one is given', () => {
    const pace = new PollPace(250);
    jest.advanceTimersByTime(60_000);
    expect(pace.pauseMs).toBe(250);
  });
});
