import { describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { documentShapeProblem } from './document-shape.js';

describe('documentShapeProblem', () => {
  it.each([
    ['a common document', 'query ($id: ID!) { upload(id: $id) { id status } }'],
    ['what introspection asks for', getIntrospectionQuery()],
    ['brackets in a text', `{ a(b: "${'['.repeat(1000)}") }`],
    ['brackets behind an escaped quote', `{ a(b: "\\"${'['.repeat(1000)}") }`],
    ['brackets in a block of text', `{ a(b: """ " ${'{'.repeat(1000)} \\""" """) }`],
    ['brackets in a comment', `# ${'{ a '.repeat(1000)}\n{ a }`],
    ['a text that never ends', `{ a(b: """ ${'\\""" '.repeat(10_000)}`],
    ['names in a text', `{ a(b: "${'a '.repeat(1000)}${'z'.repeat(1000)}") }`],
    ['64 levels', `${'{a'.repeat(64)}${'}'.repeat(64)}`],
    ['a name 200 times', `{${' a'.repeat(200)} }`],
  ])('takes %s', (_what, text) => {
    expect(documentShapeProblem(text)).toBeUndefined();
  });

  it.each([
    ['a long document', `{ a } #${'x'.repeat(70_000)}`, /longer than/],
    ['a deep selection', '{a'.repeat(65), /nested deeper/],
    ['a deep literal', `{ a(b: ${'['.repeat(900)}${']'.repeat(900)}) }`, /nested deeper/],
    ['depth behind a text', `{ a(b: "x", c: ${'[{d:'.repeat(40)} }`, /nested deeper/],
    ['one field very often', `{${' a'.repeat(201)} }`, /repeats a name/],
    ['a long alias', `{ ${'x'.repeat(129)}: a }`, /name of more than/],
  ])('refuses %s', (_what, text, problem) => {
    expect(documentShapeProblem(text)).toMatch(problem);
  });
});
