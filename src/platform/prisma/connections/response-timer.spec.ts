import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ResponseTimer } from './response-timer.js';

const LIMIT_MS = 100;

describe('ResponseTimer', () => {
  const late = jest.fn();
  let timer: ResponseTimer;

  beforeEach(() => {
    jest.useFakeTimers();
    late.mockClear();
    timer = new ResponseTimer(LIMIT_MS, late);
  });
  afterEach(() => void jest.useRealTimers());

  it('reports a response that is late, once', () => {
    timer.expect();
    jest.advanceTimersByTime(LIMIT_MS - 1);
    expect(late).not.toHaveBeenCalled();
    jest.advanceTimersByTime(10 * LIMIT_MS);
    expect(late).toHaveBeenCalledTimes(1);
  });

  it('counts from the last time that one was expected, whatever arrived before', () => {
    timer.expect();
    jest.advanceTimersByTime(60);
    timer.arrived();
    timer.expect();
    jest.advanceTimersByTime(LIMIT_MS - 1);
    expect(late).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(late).toHaveBeenCalledTimes(1);
  });

  it('makes no timer for each response, and leaves none behind', () => {
    for (let n = 0; n < 1_000; n++) {
      timer.expect();
      timer.arrived();
    }
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(LIMIT_MS);
    expect([jest.getTimerCount(), late.mock.calls.length]).toEqual([0, 0]);
  });

  it('watches again after a time in which nothing was expected', () => {
    timer.expect();
    timer.arrived();
    jest.advanceTimersByTime(10 * LIMIT_MS);
    timer.expect();
    jest.advanceTimersByTime(LIMIT_MS);
    expect(late).toHaveBeenCalledTimes(1);
  });

  it('reports nothing once it is stopped', () => {
    timer.expect();
    timer.stop();
    jest.advanceTimersByTime(10 * LIMIT_MS);
    expect([jest.getTimerCount(), late.mock.calls.length]).toEqual([0, 0]);
  });
});
