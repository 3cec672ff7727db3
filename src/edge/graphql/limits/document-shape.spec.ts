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
    for (const time of ['first', 'second']) expect([time, documentShapeProblem(text)]).toEqual([time, undefined]);
  });

  it('refuses what only begins like a document that was accepted', () => {
    const text = `{ a${' a'.repeat(150)} }`;
    expect(documentShapeProblem(text)).toBeUndefined();
    expect(documentShapeProblem(`${text} ${text}`)).toMatch(/repeats a name/);
  });

  it.each([
    ['a long document', `{ a } #${'x'.repeat(70_000)}`, /longer than/],
    ['a deep selection', '{a'.repeat(65), /nested deeper/],
    ['a deep literal', `{ a(b: ${'['.repeat(900)}${']'.repeat(900)}) }`, /nested deeper/],
    ['depth behind a text', `{ a(b: "x", c: ${'[{d:'.repeat(40)} }`, /nested deeper/],
    ['one field very often', `{${' a'.repeat(201)} }`, /repeats a name/],
    ['a long alias', `{ ${'x'.repeat(129)}: a }`, /name of more than/],
  ])('refuses %s, each time', (_what, text, problem) => {
    for (const time of ['first', 'second', 'third'])
      expect([time, documentShapeProblem(text)]).toEqual([time, expect.stringMatching(problem)]);
  });
});
