import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Answer, Json } from './api.js';

interface Operation {
  responses: Record<string, { content?: Record<string, unknown> }>;
}

interface Described {
  pattern: RegExp;
  path: string;
  operations: Record<string, Operation | undefined>;
}

const DOCUMENT = 'docs/generated/openapi.json';

let described: Described[] | undefined;
let ajv: Ajv2020 | undefined;
const validators = new Map<string, ValidateFunction>();

/** The document in the repository; another test compares it with what the service serves. */
function document(): Described[] {
  if (described) return described;
  const text = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as Json;
  ajv = new Ajv2020({ strict: false, validateFormats: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addFormat('int32', true).addFormat('int64', true);
  ajv.addSchema(text, 'openapi');
  const paths = Object.entries(text.paths as Record<string, Described['operations']>);
  described = paths.map(([path, operations]) => ({ path, operations, pattern: patternOf(path) }));
  return described.sort((a, b) => variablesOf(a.path) - variablesOf(b.path));
}

const variablesOf = (path: string) => path.split('{').length;
const patternOf = (path: string) =>
  new RegExp(
    `^${path
      .replaceAll('.', '\\.')
      .replace('{path}', '(.+)')
      .replaceAll(/\{\w+\}/g, '([^/]+)')}$`,
  );

/** Throws when an answer of the REST API is not what the OpenAPI document says of its route and status. */
export function expectDescribed(method: string, url: string, answer: Answer<Json>): void {
  const { pathname } = new URL(url, 'http://localhost');
  const route = document().find(({ pattern }) => pattern.test(pathname));
  const operation = route?.operations[method.toLowerCase()];
  if (operation) expectResponse(['paths', route!.path, method.toLowerCase()], operation, answer);
}

function expectResponse(operationAt: string[], { responses }: Operation, answer: Answer<Json>): void {
  const where = `${operationAt.slice(1).join(' ')} ${answer.status}`;
  const key = responses[answer.status] ? String(answer.status) : 'default';
  const response = responses[key];
  if (!response || (key === 'default' && answer.status < 400)) throw new Error(`${where} is not described`);
  if (answer.text === '') return;
  const type = typeOf(answer);
  if (!response.content?.[type]) throw new Error(`${where} is not described as ${type}`);
  const schema = [...operationAt, 'responses', key, 'content', type, 'schema'];
  if (type.endsWith('json')) expectBody(where, answer.body, schema);
}

function expectBody(where: string, body: Json, schema: string[]): void {
  const validate = validatorOf(schema);
  if (!validate(body)) throw new Error(`${where} differs from its description: ${ajv!.errorsText(validate.errors)}`);
}

const typeOf = ({ headers }: Answer<Json>) => String(headers['content-type'] ?? '').split(';')[0]!;

function validatorOf(place: string[]): ValidateFunction {
  const pointer = place.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const known = validators.get(pointer);
  if (known) return known;
  const validate = ajv!.compile({ $ref: `openapi#/${pointer}` });
  validators.set(pointer, validate);
  return validate;
}
