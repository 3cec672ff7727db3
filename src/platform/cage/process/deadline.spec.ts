import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Deadline } from './deadline.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('a deadline', () => {
  it('passes once, when its time has run out', () => {
    const passed = jest.fn();
    new Deadline(1_000, passed).run();
    jest.advanceTimersByTime(999);
    expect(passed).not.toHaveBeenCalled();
    jest.advanceTimersByTime(10_000);
    expect(passed).toHaveBeenCalledTimes(1);
  });

  it('stands still in pauses, however long', () => {
    const passed = jest.fn();
    const deadline = new Deadline(1_000, passed);
    for (let times = 0; times < 3; times++) {
      deadline.run();
      jest.advanceTimersByTime(300);
      deadline.pause();
      jest.advanceTimersByTime(60_000);
    }
    deadline.run();
    jest.advanceTimersByTime(99);
    expect(passed).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(passed).toHaveBeenCalledTimes(1);
  });
});
