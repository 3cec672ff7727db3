import { describe, expect, it } from '@jest/globals';
import { buildSchema, type GraphQLObjectType, parse, validate, type OperationDefinitionNode } from 'graphql';
import { limitRule, limits } from './limit-rule.js';
import { DocumentComplexity } from './complexity.js';

const schema = buildSchema(`
  interface Named { name: String child: Node }
  type Node implements Named { name: String child: Node list(first: Int): [Node] }
  type Query { node: Node list(first: Int, after: String): [Node] named: Named byIds(ids: [ID!]): [Node] }
`);

function complexity(text: string) {
  const document = parse(text);
  return new DocumentComplexity(schema, document).ofOperation(document.definitions[0] as OperationDefinitionNode);
}

describe('DocumentComplexity', () => {
  it.each([
    ['{ node { name } }', 2],
    ['{ node { ... { ... on Node { name } } } }', 2],
    ['{ ...A } fragment A on Query { node { ...B } } fragment B on Node { child { name } }', 3],
    ['{ __schema { types { fields { type { ofType { name } } } } } }', 1],
  ])('depth of %s is %i', (text, depth) => {
    expect(complexity(text).depth).toBe(depth);
  });

  it.each([
    '{ ...A } fragment A on Query { ...A }',
    '{ node { ...A } } fragment A on Node { child { ...B } } fragment B on Node { child { ...A } }',
  ])('circular fragments are infinitely deep: %s', (text) => {
    expect(complexity(text).depth).toBe(Infinity);
  });

  it('counts aliases and root fields through fragments, each time they are spread', () => {
    const found = complexity(
      '{ ...A ...A x: node { y: name } } fragment A on Query { a: node { b: name } node { name } }',
    );
    expect(found).toMatchObject({ aliases: 6, fields: 5 });
  });

  it('counts aliases inside introspection', () => {
    expect(complexity('{ __schema { a: types { name } b: types { name } } }').aliases).toBe(2);
  });

  it.each([
    ['{ node { name } }', 2],
    ['{ list(first: 10) { name } }', 11],
    ['{ list { name } }', 21],
    ['{ list(first: null) { name } }', 21],
    ['query ($n: Int = 1) { list(first: $n) { name } }', 101],
    ['{ list(first: -5) { name } }', 2],
    ['{ list(first: 10) { list(first: 10) { name } } }', 111],
    ['{ byIds(ids: ["a", "b", "c"]) { name } }', 6],
    ['{ byIds(ids: "a") { name } }', 2],
    ['query ($ids: [ID!]) { byIds(ids: $ids) { name } }', 200],
    ['{ named { child { name } } }', 3],
    ['{ named { ... on Node { list(first: 3) { name } } } }', 5],
  ])('cost of %s is %i', (text, cost) => {
    expect(complexity(text).cost).toBe(cost);
  });

  it('handles fragments that double 40 times in linear time', () => {
    const names = Array.from({ length: 40 }, (_, i) => `F${i}`);
    const fragments = names.map((name, i) => {
      const next = names[i + 1];
      return `fragment ${name} on Node { ${next ? `...${next} ...${next}` : 'name'} }`;
    });
    expect(complexity(`{ node { ...F0 } } ${fragments.join(' ')}`).cost).toBe(2 ** 39 + 1);
  });

  it('assigns a small cost to unknown fields, which other rules refuse', () => {
    expect(complexity('{ nothing { ...None } }')).toMatchObject({ depth: 1, cost: 1 });
  });
});

describe('a field that does more than read a property', () => {
  const costly = buildSchema('type Node { name: String stored: Node } type Query { list(first: Int): [Node] }');
  Object.assign((costly.getType('Node') as GraphQLObjectType).getFields().stored!, { extensions: { cost: 10 } });
  const costOf = (text: string) => {
    const document = parse(text);
    return new DocumentComplexity(costly, document).ofOperation(document.definitions[0] as OperationDefinitionNode)
      .cost;
  };

  it.each([
    ['{ list(first: 10) { name } }', 11],
    ['{ list(first: 10) { stored { name } } }', 111],
    ['{ list(first: 10) { a: stored { name } b: stored { name } } }', 221],
    ['{ list(first: 10) { ...A } } fragment A on Node { stored { stored { name } } }', 211],
  ])('costs what it declares: %s', (text, cost) => {
    expect(costOf(text)).toBe(cost);
  });
});

describe('limitRule', () => {
  const problems = (text: string) => validate(schema, parse(text), [limitRule]).map(({ message }) => message);

  it('accepts an operation within the limits', () => {
    expect(problems('{ node { name child { name } } }')).toEqual([]);
  });

  it('names the limit and the value for each operation of the document', () => {
    const many = Array.from({ length: 21 }, (_, i) => `a${i}: node { name }`).join(' ');
    const max = limits.find(({ of }) => of === 'fields')?.max;
    const message = `The operation has 21 root fields; at most ${max} are allowed. Ask for less at once.`;
    expect(problems(`query A { ${many} } query B { ${many} }`)).toEqual([message, message]);
  });
});
