import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Answer, Json } from './api.js';

interface Described {
  pattern: RegExp;
  path: string;
  operations: Record<string, { responses: Record<string, { content?: Record<string, unknown> }> } | undefined>;
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
export function expectDescribed(method: string, url: string, { status, headers, body, text }: Answer<Json>): void {
  const { pathname } = new URL(url, 'http://localhost');
  const route = document().find(({ pattern }) => pattern.test(pathname));
  const operation = route?.operations[method.toLowerCase()];
  if (!operation) return;
  const where = `${method} ${route.path} ${status}`;
  const key = operation.responses[status] ? String(status) : 'default';
  const response = operation.responses[key];
  if (!response || (key === 'default' && status < 400)) throw new Error(`${where} is not described`);
  if (text === '' || method === 'HEAD') return;
  const type = String(headers['content-type'] ?? '').split(';')[0]!;
  if (!response.content?.[type]) throw new Error(`${where} is not described as ${type}`);
  if (!type.endsWith('json')) return;
  const pointer = ['paths', route.path, method.toLowerCase(), 'responses', key, 'content', type, 'schema'];
  const validate = validatorOf(pointer.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/'));
  if (!validate(body)) throw new Error(`${where} differs from its description: ${ajv!.errorsText(validate.errors)}`);
}

function validatorOf(pointer: string): ValidateFunction {
  const known = validators.get(pointer);
  if (known) return known;
  const validate = ajv!.compile({ $ref: `openapi#/${pointer.split('/').map(encodeURIComponent).join('/')}` });
  validators.set(pointer, validate);
  return validate;
}
