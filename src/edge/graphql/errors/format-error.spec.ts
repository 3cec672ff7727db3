import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { Errors } from '../../../shared/errors/errors.js';
import { formatErrorWith } from './format-error.js';

const format = formatErrorWith({ hints: true });

/** An error of a resolver as wrapped by graphql-js. */
const thrown = (originalError: Error) =>
  new GraphQLError(originalError.message, { path: ['box'], originalError, extensions: {} });

describe('formatError', () => {
  it('preserves the code of an error of a field resolver', () => {
    const error = thrown(Errors.notFound('Box'));
    const { message, extensions } = format(
      { message: error.message, extensions: { code: 'INTERNAL_SERVER_ERROR' } },
      error,
    );
    expect([message, extensions]).toEqual(['Box not found.', { code: 'NOT_FOUND', status: 404 }]);
  });

  it('preserves the code of an error that ends a subscription', () => {
    const originalError = Errors.unauthenticated('This key was revoked.');
    const error = new GraphQLError(originalError.message, { originalError });
    const { message, extensions } = format(error.toJSON(), error);
    expect([message, extensions]).toEqual(['This key was revoked.', { code: 'UNAUTHENTICATED', status: 401 }]);
  });

  it('hides a defect', () => {
    Logger.overrideLogger(false);
    const error = thrown(new TypeError('x is undefined'));
    const formatted = format({ message: error.message, extensions: { code: 'INTERNAL_SERVER_ERROR' } }, error);
    expect(formatted.extensions).toEqual({ code: 'INTERNAL', status: 500 });
    expect(formatted.message).not.toContain('undefined');
  });

  it('does not change an error that was rendered already', () => {
    const rendered = { message: 'No.', extensions: { code: 'FORBIDDEN', status: 403 } };
    expect(format(rendered, new GraphQLError('No.'))).toBe(rendered);
  });

  it.each(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'BAD_REQUEST'])(
    'converts %s to VALIDATION_FAILED',
    (code) => {
      const { extensions } = format({ message: 'x', extensions: { code } }, new GraphQLError('x'));
      expect(extensions).toEqual({ code: 'VALIDATION_FAILED', status: 400 });
    },
  );

  it('preserves the code for clients with persisted queries', () => {
    const error = {
      message: 'PersistedQueryNotSupported',
      extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', stacktrace: [] },
    };
    expect(format(error, new GraphQLError('x'))).toEqual({
      message: 'PersistedQueryNotSupported',
      extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' },
    });
  });

  it('removes hints about the schema without introspection', () => {
    const hint = { message: 'Unknown argument "frst". Did you mean "first"?', extensions: { code: 'BAD_USER_INPUT' } };
    expect(formatErrorWith({ hints: false })(hint, new GraphQLError('x')).message).toBe('Unknown argument "frst".');
    expect(format(hint, new GraphQLError('x')).message).toBe(hint.message);
  });
});
