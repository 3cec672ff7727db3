import type { OpenAPIObject } from '@nestjs/swagger';
import { snakeCase } from '../../dto/prop-registry.js';
import { problemContent } from '../route-decorators.js';
import { withoutPathNumber } from './operation-ids.js';

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;
type Parameter = NonNullable<Operation['parameters']>[number];
type Response = Exclude<NonNullable<Operation['responses']['default']>, { $ref: string }>;
type Schema = { type?: string | string[]; enum?: unknown[] };

const UNAUTHENTICATED = 'UNAUTHENTICATED: the credentials are missing, unknown, revoked or expired.';

/** What holds of every operation, so that no route has to say it: errors, credentials, names of parameters, a summary. */
export function completeOperation(operation: Operation, isPublic: (id: string) => boolean): void {
  const { id, isAlias, name } = withoutPathNumber(operation.operationId ?? '');
  operation.operationId = id;
  operation.summary ||= summaryOf(operation);
  describeErrors(operation, isPublic(name));
  if (isAlias) Object.assign(operation, { deprecated: true, description: 'The same under an older path.' });
  for (const parameter of operation.parameters ?? []) if ('in' in parameter) completeParameter(parameter);
}

function describeErrors(operation: Operation, isPublic: boolean): void {
  const { responses } = operation;
  const errors = (responses['default'] ??= { description: 'An error', content: problemContent }) as Response;
  if (errors.content !== problemContent) sendAllAs(responses, errors.content);
  if (isPublic) operation.security ??= [];
  else responses['401'] ??= { ...errors, description: UNAUTHENTICATED };
}

/** A foreign client gets every error in its own form. */
function sendAllAs(responses: Operation['responses'], content: Response['content']): void {
  for (const [status, response] of Object.entries(responses))
    if (/^[45]/.test(status)) responses[status] = { ...(response as Response), content };
}

/** The sentence that describes the first success. */
function summaryOf({ responses }: Operation): string {
  const [status] = Object.keys(responses).filter((status) => /^[23]/.test(status));
  const response = status === undefined ? undefined : responses[status];
  return response && 'description' in response ? response.description.replace(/\.$/, '') : '';
}

function completeParameter(parameter: Exclude<Parameter, { $ref: string }>): void {
  if (parameter.in === 'path') parameter.name = snakeCase(parameter.name);
  const schema = parameter.schema as Schema | undefined;
  if (parameter.in !== 'query' || !schema) return;
  // A query string has no null: what may be left out is left out.
  if (Array.isArray(schema.type)) schema.type = schema.type.filter((type) => type !== 'null').join();
  if (schema.enum) schema.enum = schema.enum.filter((value) => value !== null);
  if (schema.type === 'object') Object.assign(parameter, { style: 'deepObject', explode: true });
}
