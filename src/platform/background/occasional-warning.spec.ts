import { Logger } from '@nestjs/common';
import { describe, expect, it, jest } from '@jest/globals';
import { OccasionalWarning } from './occasional-warning.js';

describe('OccasionalWarning', () => {
  it('logs once what happens many times', () => {
    const logger = new Logger('Test');
    const warn = jest.spyOn(logger, 'warn').mockImplementation(() => undefined);
    const warning = new OccasionalWarning(logger);
    for (let i = 0; i < 1_000; i++) warning.warn(`the database is away (${i})`);
    expect(warn.mock.calls).toEqual([['the database is away (0)']]);
  });
});
