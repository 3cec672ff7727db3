import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { guarded } from './guarded.js';

let logged: unknown[];

beforeEach(() => {
  logged = [];
  jest.spyOn(Logger.prototype, 'error').mockImplementation((message: unknown) => void logged.push(message));
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('guarded', () => {
  it('passes an event on', () => {
    const heard: number[] = [];
    new EventEmitter()
      .on(
        'x',
        guarded((n: number) => heard.push(n)),
      )
      .emit('x', 7);
    expect([heard, logged]).toEqual([[7], []]);
  });

  it('logs a throw once, and ends what the event was about', () => {
    const ended: string[] = [];
    const fail = () => {
      throw new Error('boom');
    };
    const listener = guarded(fail as (socket: string) => void, (socket) => ended.push(socket));
    expect(() => new EventEmitter().on('x', listener).emit('x', 'a socket')).not.toThrow();
    expect(ended).toEqual(['a socket']);
    expect(logged).toEqual([expect.stringContaining('boom')]);
  });

  it('does so with a promise that rejects', async () => {
    const ended = Promise.withResolvers<void>();
    guarded(async () => {
      throw new Error('later');
    }, ended.resolve)();
    await ended.promise;
    expect(logged).toEqual([expect.stringContaining('later')]);
  });

  it('survives that even the end fails', () => {
    const fail = () => {
      throw new Error('again');
    };
    expect(guarded(fail, fail)).not.toThrow();
    expect(logged).toHaveLength(2);
  });
});
