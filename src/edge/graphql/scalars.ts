import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import { MOMENT_EXPECTED, parseMoment } from '../../shared/calendar.js';

function refuse(expected: string): never {
  throw new GraphQLError(`must be ${expected}`);
}

function byteSize(value: unknown): number {
  const size = typeof value === 'bigint' ? Number(value) : value;
  return Number.isSafeInteger(size) ? (size as number) : refuse('a whole number of bytes');
}

function dateTime(value: unknown): Date {
  const date = typeof value === 'string' ? parseMoment(value) : undefined;
  return date ?? refuse(MOMENT_EXPECTED);
}

export const ByteSizeScalar = new GraphQLScalarType<number, number>({
  name: 'ByteSize',
  description: 'A size in bytes: a whole number up to 2^53 - 1, which every JSON parser reads exactly.',
  // I-JSON: the numbers that are interoperable.
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc7493#section-2.2',
  serialize: byteSize,
  parseValue: byteSize,
  parseLiteral: (node) => (node.kind === Kind.INT ? byteSize(Number(node.value)) : refuse('a whole number of bytes')),
});

export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'A point in time in UTC, ISO 8601 with milliseconds.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
  parseValue: dateTime,
  parseLiteral: (node) => (node.kind === Kind.STRING ? dateTime(node.value) : dateTime(undefined)),
});

export const JsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description: 'A JSON value, stored unchanged.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
