import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { cut } from '../../../shared/errors/bounds.js';
import { extensionsOf, inGraphqlWords } from '../../errors/graphql-extensions.js';
import { render } from '../../errors/render.js';

/** Apollo's codes for errors of the client, found before any resolver ran. */
const clientErrors = new Set<unknown>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
]);

/** Clients with persisted queries look for this code and message; then they send the document. */
const NO_PERSISTED_QUERIES = 'PERSISTED_QUERY_NOT_SUPPORTED';

type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** Gives every error an Airlock code. With introspection off, hints about the schema are cut from messages. */
export function formatErrorWith({ hints }: { hints: boolean }): FormatError {
  return (formatted, error) => {
    const { code, status } = formatted.extensions ?? {};
    if (typeof status === 'number') return formatted;
    if (code === NO_PERSISTED_QUERIES) return { ...formatted, extensions: { code } };
    if (clientErrors.has(code)) {
      const message = hints ? formatted.message : withoutHints(formatted.message);
      return { ...formatted, message: cut(message), extensions: { code: 'VALIDATION_FAILED', status: 400 } };
    }
    const problem = inGraphqlWords(render(causeOf(error), undefined).problem);
    return { ...formatted, message: problem.detail, extensions: extensionsOf(problem) };
  };
}

/** What a resolver threw, or a subscription that had begun: such an error has no path. */
const causeOf = (error: unknown) => (error instanceof GraphQLError ? (error.originalError ?? error) : error);

/** With introspection off, names of the schema stay hidden. A hint is the end of its message. */
export const withoutHints = (message: string) => message.split(' Did you mean ', 1)[0]!;
