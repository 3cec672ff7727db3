import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

function refuse(expected: string): never {
  throw new GraphQLError(`must be ${expected}`);
}

function byteSize(value: unknown): number {
  const size = typeof value === 'bigint' ? Number(value) : value;
  return Number.isSafeInteger(size) ? (size as number) : refuse('a whole number of bytes');
}

function dateTime(value: unknown): Date {
  const date = typeof value === 'string' ? parseDateTime(value) : undefined;
  return date ?? refuse('an ISO 8601 time such as 2026-01-31T12:00:00.000Z');
}

/** ISO 8601 with a zone, or undefined. */
export function parseDateTime(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

export const ByteSizeScalar = new GraphQLScalarType<number, number>({
  name: 'ByteSize',
  description: 'A size in bytes: a whole number up to 2^53 - 1.',
  serialize: byteSize,
  parseValue: byteSize,
  parseLiteral: (node) => (node.kind === Kind.INT ? byteSize(Number(node.value)) : refuse('a whole number of bytes')),
});

export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'A moment in UTC, ISO 8601 with milliseconds.',
  serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
  parseValue: dateTime,
  parseLiteral: (node) => (node.kind === Kind.STRING ? dateTime(node.value) : dateTime(undefined)),
});

export const JsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description: 'A JSON value, kept as it was given.',
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
