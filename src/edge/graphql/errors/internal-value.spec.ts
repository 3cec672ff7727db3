import { expect, it } from '@jest/globals';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { internalValue } from './internal-value.js';

const schema = buildSchema(`
  enum Scope { UPLOADS_READ ADMIN }
  input Key { name: String, scopes: [Scope!]!, inner: Key }
  type Query { a: String }`);
const scope = schema.getType('Scope') as GraphQLEnumType;
for (const value of scope.getValues()) value.value = value.name.toLowerCase().replace('_', ':');

it.each([
  [
    { name: 'UPLOADS_READ', scopes: ['UPLOADS_READ', 'NOTHING'] },
    { name: 'UPLOADS_READ', scopes: ['uploads:read', 'NOTHING'] },
  ],
  [
    { inner: { scopes: ['ADMIN'] }, other: 1 },
    { inner: { scopes: ['admin'] }, other: 1 },
  ],
  [{ scopes: 'ADMIN' }, { scopes: 'ADMIN' }],
  [null, null],
  ['text', 'text'],
])('of %p has the values of enums in place of their names', (given, internal) => {
  expect(internalValue(schema.getType('Key') as never, given)).toEqual(internal);
});
