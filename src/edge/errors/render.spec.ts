import { describe, expect, it } from '@jest/globals';
import { BadRequestException, Logger, NotFoundException, PayloadTooLargeException } from '@nestjs/common';
import { DomainError } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';
import { Prop } from '../dto/prop.js';
import { extensionsOf, inGraphqlWords } from './graphql-extensions.js';
import { httpStatus } from './http-status.js';
import { render } from './render.js';

Logger.overrideLogger(false);

/** Declares the name in both spellings. */
abstract class Hashed {
  @Prop.text({ description: '' }) fileHash: string;
}

void Hashed;

describe('render', () => {
  it('converts a domain error into a problem', () => {
    expect(render(Errors.invalidField('size', 'must be positive'), 'r').problem).toEqual({
      type: '/problems/validation-failed',
      title: 'The request is not valid',
      status: 400,
      detail: 'size: must be positive',
      code: 'VALIDATION_FAILED',
      errors: [{ field: 'size', message: 'must be positive' }],
    });
  });

  it('sets Retry-After', () => {
    expect(render(Errors.storageUnavailable(), 'r')).toMatchObject({ problem: { status: 503 }, retryAfter: 5 });
  });

  it.each([{ code: 'ENOSPC' }, { code: '53100', severity: 'ERROR' }])('says of %j that a disk is full', (fields) => {
    const { problem, retryAfter } = render(Object.assign(new Error('at /data/secret'), fields), 'r');
    expect(problem).toMatchObject({ status: 503, code: 'UNAVAILABLE', detail: expect.stringContaining('disk') });
    expect(problem.detail).not.toContain('/data');
    expect(retryAfter).toBeGreaterThan(0);
  });

  it.each(Object.entries(httpStatus))('maps %s to %i', (kind, status) => {
    const error = new DomainError(kind as keyof typeof httpStatus, 'CODE', 'Text.');
    expect(render(error, 'r').problem).toMatchObject({ status, code: 'CODE' });
  });

  it.each([
    [new NotFoundException('Cannot GET /secret'), 404, 'NOT_FOUND'],
    [new PayloadTooLargeException(), 413, 'PAYLOAD_TOO_LARGE'],
    [new BadRequestException('no'), 400, 'VALIDATION_FAILED'],
    [Object.assign(new Error('no'), { statusCode: 415 }), 415, 'UNSUPPORTED_TYPE'],
    [Object.assign(new Error('secret'), { code: 'ECONNREFUSED' }), 503, 'UNAVAILABLE'],
    [Object.assign(new Error('secret'), { statusCode: 502 }), 500, 'INTERNAL'],
    [new Error('secret'), 500, 'INTERNAL'],
    ['secret', 500, 'INTERNAL'],
    [undefined, 500, 'INTERNAL'],
  ])('maps %s to the status %i', (error, status, code) => {
    const { problem } = render(error, 'r');
    expect(problem).toMatchObject({ status, code });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it('has the same code, status and fields in GraphQL', () => {
    const { problem } = render(Errors.invalidField('size', 'must be positive'), 'r');
    const { code, status, errors } = problem;
    expect(extensionsOf(problem)).toEqual({ code, status, errors });
  });

  it('converts fields to camelCase for GraphQL', () => {
    const { problem } = render(Errors.invalidField('file_hash', 'is needed'), 'r');
    const spelled = inGraphqlWords(problem);
    expect(spelled.detail).toBe('fileHash: is needed');
    expect(spelled.errors).toEqual([{ field: 'fileHash', message: 'is needed' }]);
    expect(inGraphqlWords(render(Errors.invalidField('cursor', 'is of another list'), 'r').problem)).toMatchObject({
      detail: 'after: is of another list',
      errors: [{ field: 'after', message: 'is of another list' }],
    });
    expect(extensionsOf(inGraphqlWords(render(Errors.notFound('Upload'), 'r').problem))).toEqual({
      code: 'NOT_FOUND',
      status: 404,
    });
  });
});
