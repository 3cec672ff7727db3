import { expect, it } from '@jest/globals';
import { type OperationDefinitionNode, parse } from 'graphql';
import { operationName } from './operation-name.js';

const nameOf = (document: string) => operationName(parse(document).definitions[0] as OperationDefinitionNode);

it.each([
  ['query Uploads { uploads { totalCount } }', 'query Uploads'],
  ['{ usage { usedBytes } viewer { id } }', 'query usage viewer'],
  ['mutation { a: createUpload { id } ...Rest } ', 'mutation createUpload …'],
  ['subscription { uploadChanged(id: "secret") { id } }', 'subscription uploadChanged'],
])('%s is logged as %s', (document, name) => expect(nameOf(document)).toBe(name));

it('a long name is cut', () => {
  expect(nameOf(`query ${'q'.repeat(5_000)} { viewer { id } }`).length).toBeLessThanOrEqual(101);
});
