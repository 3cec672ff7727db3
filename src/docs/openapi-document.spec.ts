import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { packageFile } from '../boot/package-file.js';
import { catalogued, errorCodes } from '../shared/errors/catalogue.js';
import { tags } from '../edge/openapi/tags.js';

interface Described {
  schema?: { example?: unknown; enum?: unknown[]; items?: { enum?: unknown[] } };
  example?: unknown;
}

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  deprecated?: boolean;
  parameters?: (Described & { name: string; description?: string })[];
  requestBody?: { content: Record<string, Described> };
  responses: Record<string, { description: string; content?: Record<string, Described> }>;
}

const document = JSON.parse(readFileSync(packageFile('docs/generated/openapi.json'), 'utf8')) as {
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
};

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, ...operation })),
);
const own = operations.filter(({ deprecated }) => !deprecated);

const hasExample = ({ example, schema }: Described) =>
  example !== undefined || schema?.example !== undefined || (schema?.enum ?? schema?.items?.enum) !== undefined;

/** Strings that repeat the name of their property: made up because nothing better was there. */
function placeholders(value: unknown, name = ''): string[] {
  if (typeof value === 'string') return value === name ? [name] : [];
  if (Array.isArray(value)) return value.flatMap((item) => placeholders(item, name));
  return Object.entries((value ?? {}) as object).flatMap(([key, inner]) => placeholders(inner, key));
}

describe('every operation', () => {
  it.each(own)('$name has a summary and a description', ({ operationId, summary, description }) => {
    expect(operationId).toMatch(/^[a-z][A-Za-z]+$/);
    expect(summary).toMatch(/^[A-Z].{4,58}[^.]$/);
    expect(description).toMatch(/^[A-Z`].{15,}\.$/s);
  });

  it.each(operations)(
    '$name has examples of what it takes and answers',
    ({ parameters = [], requestBody, responses }) => {
      for (const parameter of parameters)
        expect([parameter.name, hasExample(parameter)]).toEqual([parameter.name, true]);
      const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      const contents = [requestBody?.content, ...successes.map(([, { content }]) => content)];
      for (const [type, media] of contents.flatMap((content) => Object.entries(content ?? {}))) {
        expect([type, hasExample(media)]).toEqual([type, true]);
        expect(placeholders(media.example).filter((name) => name !== 'file')).toEqual([]);
      }
    },
  );

  it.each(own)('$name answers with codes that the catalogue has for its API', ({ tags: [tag], responses }) => {
    for (const { description } of Object.values(responses))
      for (const code of errorCodes.filter((one) => new RegExp(`(?<!\\w)${one}:`).test(description))) {
        const apis = catalogued(code)!.faces ?? [];
        const api = ['objects', 'buckets'].includes(tag!) ? 'uploads' : tag!;
        const isOther = !['uploads', 'files', 'documents', 'direct', 'form', 'tus'].includes(api);
        expect([code, isOther || apis.length === 0 || (apis as readonly string[]).includes(api)]).toEqual([code, true]);
      }
  });
});

describe('the document', () => {
  it('has its groups in the order of a newcomer, each with a sentence and operations', () => {
    expect(document.tags.map(({ name }) => name)).toEqual(Object.keys(tags));
    for (const { description } of document.tags) expect(description).toMatch(/\.$/);
    expect(new Set(operations.flatMap((operation) => operation.tags))).toEqual(new Set(Object.keys(tags)));
    expect(operations.every((operation) => operation.tags.length === 1)).toBe(true);
  });

  it('names operations as GraphQL does', () => {
    const schema = buildSchema(readFileSync(packageFile('docs/generated/schema.gql'), 'utf8'));
    const ids = new Set(own.map(({ operationId }) => operationId));
    const mutations = Object.keys(schema.getMutationType()!.getFields());
    expect(mutations.filter((name) => !ids.has(name))).toEqual([]);
    const named = (verb: string, name: string) => `${verb}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const queries = Object.keys(schema.getQueryType()!.getFields()).filter((name) => !['node', 'nodes'].includes(name));
    const isThere = (name: string) => [name, named('get', name), named('list', name)].some((id) => ids.has(id));
    expect(queries.filter((name) => !isThere(name))).toEqual([]);
  });

  it('has every id once', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
