import { describe, expect, it } from '@jest/globals';
import { AirlockError } from '@airlock/sdk';
import { exitCodes } from './exit-codes.js';
import { failureOf } from './report-failure.js';

const codeOf = (details: { code: string; status?: number; retryable?: boolean }) =>
  exitCodes[failureOf(new AirlockError({ message: 'It failed.', ...details })).reason].code;

describe('the exit code of a problem', () => {
  it.each<[string, number | undefined, number]>([
    ['FILE_REJECTED', undefined, 3],
    ['UNSUPPORTED_TYPE', 415, 3],
    ['UNSUPPORTED_TYPE', 400, 3],
    ['PAYLOAD_TOO_LARGE', 413, 3],
    ['UNAUTHENTICATED', 401, 4],
    ['FORBIDDEN', 403, 4],
    ['QUOTA_EXCEEDED', 403, 1],
    ['VALIDATION_FAILED', 400, 1],
    ['NOT_FOUND', 404, 5],
    ['GONE', 410, 5],
    ['RATE_LIMITED', 429, 6],
    ['STORAGE_UNAVAILABLE', 503, 6],
    ['NETWORK_ERROR', undefined, 6],
    ['INTERNAL', 500, 1],
  ])('%s (%s) is %s', (code, status, exit) => expect(codeOf({ code, status })).toBe(exit));

  it('has a sentence for what the system refuses', () => {
    const error = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path: 'a.txt' });
    expect(failureOf(error)).toMatchObject({ reason: 'failed', message: expect.stringMatching(/^a\.txt may not be/) });
  });

  it('lists every field that is wrong', () => {
    const fields = [
      { field: 'name', message: 'is required' },
      { field: 'scopes', message: 'is empty' },
    ];
    const error = new AirlockError({ code: 'VALIDATION_FAILED', message: 'It is not valid.', status: 400, fields });
    expect(failureOf(error)).toMatchObject({
      ...{ field: 'name', message: 'It is not valid: name is required; scopes is empty.' },
    });
  });
});
