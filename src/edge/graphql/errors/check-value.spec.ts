import { describe, expect, it } from '@jest/globals';
import { buildSchema, type GraphQLInputObjectType, parse, type OperationDefinitionNode } from 'graphql';
import type { FieldError } from '../../../shared/errors/domain-error.js';
import { accepts, checkValue } from './check-value.js';
import { inputErrorsOf } from './input-errors.js';

const schema = buildSchema(`
  enum Colour { RED GREEN }
  input Part { number: Int! etag: String }
  input Make { name: String! sealed: Boolean = false count: Int! = 1 colour: Colour parts: [Part!] ratio: Float id: ID }
  type Query { make(input: Make!, first: Int): String }
`);

const make = schema.getType('Make') as GraphQLInputObjectType;

/** A type accepts what has no errors, and nothing else. */
function errorsOf(value: unknown): FieldError[] {
  const errors: FieldError[] = [];
  checkValue(make, value, '', errors);
  expect(accepts(make, value)).toBe(errors.length === 0);
  return errors;
}

describe('checkValue', () => {
  it('accepts a valid value without its defaults', () => {
    expect(errorsOf({ name: 'a', parts: [{ number: 1 }], colour: 'RED', ratio: 1.5, id: 'x' })).toEqual([]);
    expect(errorsOf({ name: 'a', parts: { number: 1 }, sealed: null })).toEqual([]);
  });

  it.each([
    [{}, 'name', 'is required'],
    [{ name: 5 }, 'name', 'must be a string'],
    [{ name: 'a', count: null }, 'count', 'is required'],
    [{ name: 'a', sealed: 'no' }, 'sealed', 'must be a boolean value'],
    [{ name: 'a', count: 1.5 }, 'count', 'must be an integer number'],
    [{ name: 'a', ratio: 'x' }, 'ratio', 'must be a number'],
    [{ name: 'a', colour: 'BLUE' }, 'colour', 'must be one of RED,GREEN'],
    [{ name: 'a', parts: [{ number: 1 }, {}] }, 'parts.1.number', 'is required'],
    [{ name: 'a', parts: [null] }, 'parts.0', 'is required'],
    [{ name: 'a', parts: 'x' }, 'parts', 'must be an object'],
    [{ name: 'a', other: 1 }, 'other', 'is not a field of this request'],
    [{ name: 'a', constructor: 1 }, 'constructor', 'is not a field of this request'],
    ['text', 'input', 'must be an object'],
  ])('names the field at fault in %j', (value, field, message) => {
    expect(errorsOf(value)).toEqual([{ field, message }]);
  });

  it('lists at most fifty errors', () => {
    expect(errorsOf({ name: 'a', parts: Array.from({ length: 10_000 }, () => ({})) })).toHaveLength(50);
  });
});

describe('inputErrorsOf', () => {
  function ask(text: string, variables: Record<string, unknown> = {}) {
    const document = parse(text);
    return inputErrorsOf({
      schema,
      document,
      operation: document.definitions[0] as OperationDefinitionNode,
      variables,
    });
  }

  it('combines literals of the document and variables', () => {
    const text = 'query ($n: String!, $p: Int = 1) { make(input: { name: $n, parts: [{ number: $p }] }) }';
    expect(ask(text, { n: 'a' })).toEqual([]);
    expect(ask(text, { n: 1, p: 'x' }).map(({ field }) => field)).toEqual(['name', 'parts.0.number']);
  });

  it('names arguments other than `input`', () => {
    expect(ask('{ make(input: { name: "a" }, first: "x") }').map(({ field }) => field)).toEqual(['first']);
  });

  it('reports a missing input', () => {
    expect(ask('query ($input: Make!) { make(input: $input) }')).toEqual([{ field: 'input', message: 'is required' }]);
  });
});
