import { describe, expect, it } from '@jest/globals';
import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { introspectionRule } from './introspection-rule.js';

const schema = buildSchema('type Query { name: String }');
const problemsOf = (text: string) => validate(schema, parse(text), [introspectionRule]).map(({ message }) => message);

describe('introspectionRule', () => {
  it.each([
    ['of tools', getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true, specifiedByUrl: true })],
    ['of one type', '{ __type(name: "Query") { fields { name args { name type { ofType { name } } } } } }'],
    ['beside a field with an alias', '{ a: name __schema { directives { name args { name } } } b: __typename }'],
  ])('allows an introspection %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    ['members of members', '{ __schema { types { fields { type { fields { name } } } } } }', /"fields" here/],
    ['values of members', '{ __schema { types { fields { type { enumValues { name } } } } } }', /"enumValues" here/],
    [
      'members of arguments',
      '{ __type(name: "A") { fields { args { type { inputFields { name } } } } } }',
      /"inputFields" here/,
    ],
    [
      'arguments of arguments',
      '{ __type(name: "A") { fields { args { type { fields { args { name } } } } } } }',
      /here/,
    ],
    ['the schema twice', '{ a: __schema { types { name } } b: __schema { types { name } } }', /no aliases/],
    ['a list twice', '{ __schema { types { name } more: types { name } } }', /no aliases/],
    [
      'members of members in fragments',
      '{ __schema { types { ...T } } } fragment T on __Type { fields { type { ... { ...U } } } } fragment U on __Type { fields { name } }',
      /"fields" here/,
    ],
  ])('refuses %s', (_, text, message) => {
    expect(problemsOf(text).join('\n')).toMatch(message);
  });

  it('ends for fragments that spread themselves', () => {
    expect(problemsOf('{ __schema { types { ...T } } } fragment T on __Type { ofType { ...T } }')).toEqual([]);
  });
});
