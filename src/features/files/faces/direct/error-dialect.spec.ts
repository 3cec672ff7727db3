import { describe, expect, it } from '@jest/globals';
import { defect, problemOf } from '../../../../edge/errors/problem.js';
import { DomainError } from '../../../../shared/errors/domain-error.js';
import { Errors } from '../../../../shared/errors/errors.js';
import { directErrors } from './error-dialect.js';

describe('errors for clients of Active Storage', () => {
  it('list invalid fields by their place, each once', () => {
    const errors = [
      { field: 'blob.byte_size', message: 'must be an integer number' },
      { field: 'blob.byte_size', message: 'must not be less than 0' },
      { field: 'content_type', message: 'must be a MIME type' },
      { field: 'body', message: 'must be JSON' },
      { field: 'Idempotency-Key', message: 'must be short' },
    ];
    expect(directErrors(problemOf(Errors.validation(errors)))).toEqual({
      status: 422,
      body: {
        detail: [
          { loc: ['body', 'blob', 'byte_size'], msg: 'must be an integer number', type: 'value_error' },
          { loc: ['body', 'blob', 'content_type'], msg: 'must be a MIME type', type: 'value_error' },
          { loc: ['body'], msg: 'must be JSON', type: 'value_error' },
          { loc: ['header', 'Idempotency-Key'], msg: 'must be short', type: 'value_error' },
        ],
      },
    });
  });

  it('name their kind where it is not the form of the request', () => {
    const error = new DomainError('unprocessable', 'SCHEMA_VIOLATION', 'No.', {
      errors: [{ field: 'file_hash', message: 'm' }],
    });
    const detail = [{ loc: ['body', 'blob', 'checksum'], msg: 'm', type: 'schema_violation' }];
    expect(directErrors(problemOf(error))).toEqual({ status: 422, body: { detail } });
  });

  it.each([
    [problemOf(Errors.storageUnavailable()), 503, 'Service Unavailable', 'STORAGE_UNAVAILABLE'],
    [problemOf(Errors.unauthenticated()), 401, 'Unauthorized', 'UNAUTHENTICATED'],
    [problemOf(Errors.notFound('Bucket')), 404, 'Not Found', 'NOT_FOUND'],
    [defect, 500, 'Internal Server Error', 'INTERNAL'],
  ])('are one text and a code otherwise: %p', (problem, status, error, code) => {
    expect(directErrors(problem)).toEqual({ status, body: { detail: problem.detail, error, error_code: code } });
  });
});
