import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  getNamedType,
  isInputObjectType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { packageFile } from '../boot/package-file.js';

const text = readFileSync(packageFile('docs/generated/schema.gql'), 'utf8');
const schema = buildSchema(text);
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
const objects = types.filter(isObjectType);

/** Words of descriptions that are no names of GraphQL: placeholders of key templates, and reasons, which are text. */
const placeholders = /\{[a-z_{} ]+\}|\{\w+\}/g;
const reasons = /\b(mime_mismatch|staging_ttl|unique_key_exists|unique_key)\b/g;

describe('the GraphQL schema', () => {
  it('has texts in the names of GraphQL', () => {
    const descriptions = [...text.matchAll(/"""([^]*?)"""/g)].map(([, description]) => description!);
    expect(descriptions.length).toBeGreaterThan(500);
    const foreign = /[a-z]_[a-z]|query string|\bREST\b/;
    expect(
      descriptions.filter((description) => foreign.test(description.replace(placeholders, '').replace(reasons, ''))),
    ).toEqual([]);
  });

  it('has lists of first and after, but for a search, which has one page', () => {
    const lists = objects.flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
        .map(({ name, args }) => [name, args.map((arg) => arg.name).filter((arg) => /^(first|after)$/.test(arg))]),
    );
    expect(lists.filter(([, args]) => args!.length !== 2)).toEqual([['searchDocuments', ['first']]]);
    expect(lists.length).toBeGreaterThan(10);
  });

  it('has lists of nodes, but for the hits of a search', () => {
    const items = objects
      .filter(({ name }) => name.endsWith('Edge'))
      .map((type) => getNamedType(type.getFields().node!.type));
    expect(items.length).toBeGreaterThan(10);
    const others = items.filter(
      (type) => isObjectType(type) && !type.getInterfaces().some(({ name }) => name === 'Node'),
    );
    expect(others.map(({ name }) => name)).toEqual(['File', 'SearchHit']);
  });

  it('names what its scalars are specified by', () => {
    const own = types.filter(isScalarType).filter((type) => !isSpecifiedScalarType(type));
    expect(own.map(({ name, specifiedByURL }) => [name, specifiedByURL])).toEqual(
      ['ByteSize', 'DateTime', 'JSON'].map((name) => [name, expect.stringMatching(/^https:/)]),
    );
  });

  it('has mutations of one input that return the noun', () => {
    const mutations = Object.values(schema.getMutationType()!.getFields());
    for (const { name, args, type } of mutations) {
      expect([name, args.map((arg) => arg.name)]).toEqual([name, ['input']]);
      expect([name, isInputObjectType(getNamedType(args[0]!.type)), isObjectType(getNamedType(type))]).toEqual([
        ...[name, true, true],
      ]);
    }
  });

  it('has lookups that may be null', () => {
    const query = schema.getQueryType()!.getFields();
    const lookups = Object.values(query).filter(({ args }) => args.length === 1 && args[0]!.name === 'id');
    expect(lookups.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['bucket', 'document', 'file', 'knowledgeBase', 'node', 'object', 'task', 'upload']),
    );
    expect(lookups.filter(({ type }) => String(type).endsWith('!'))).toEqual([]);
  });

  it('lets a file be downloaded under another name, for so long, and shown', () => {
    const { args } = (schema.getType('File') as (typeof objects)[number]).getFields().downloadUrl!;
    expect(args.map(({ name, type }) => `${name}: ${String(type)}`)).toEqual([
      ...['disposition: Disposition', 'expiresIn: Int', 'filename: String'],
    ]);
  });
});

describe('docs/api/graphql.md', () => {
  const guide = readFileSync(packageFile('docs/api/graphql.md'), 'utf8');

  it('shows the configuration of codegen that the client of the tests is made by', () => {
    const tested = readFileSync(packageFile('test/graphql-client/codegen.ts'), 'utf8')
      .replace('test/graphql-client/*.ts', 'src/**/*.{ts,tsx}')
      .replace('node_modules/.cache/airlock-graphql/', 'src/airlock/');
    expect(guide).toContain(`\`\`\`ts\n${tested}\`\`\``);
  });
});
