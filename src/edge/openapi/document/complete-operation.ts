import type { OpenAPIObject } from '@nestjs/swagger';
import { snakeCase } from '../../dto/prop-registry.js';
import { problemContent } from '../route-decorators.js';
import type { DeclaredOperation } from './declared-operations.js';
import { withoutPathNumber } from './handler-name.js';

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;
type Parameter = NonNullable<Operation['parameters']>[number];
type Response = Exclude<NonNullable<Operation['responses']['default']>, { $ref: string }>;
type Schema = { type?: string | string[]; enum?: unknown[] };

const UNAUTHENTICATED = 'UNAUTHENTICATED: the credentials are missing, unknown, revoked or expired.';

/** What holds of every operation, so that no route has to say it: errors, credentials, names of parameters. */
export function completeOperation(operation: Operation, declared: Map<string, DeclaredOperation>): void {
  const { handler, isAlias } = withoutPathNumber(operation.operationId ?? '');
  const { isPublic = false, text } = declared.get(handler) ?? {};
  const { id = handler, summary, description } = text ?? {};
  const described = isAlias
    ? { operationId: `${id}Alias`, deprecated: true, description: 'The same under an older path.' }
    : { operationId: id, description };
  Object.assign(operation, { summary, ...described });
  describeErrors(operation, isPublic);
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

function completeParameter(parameter: Exclude<Parameter, { $ref: string }>): void {
  if (parameter.in === 'path') parameter.name = snakeCase(parameter.name);
  const schema = parameter.schema as Schema | undefined;
  if (parameter.in !== 'query' || !schema) return;
  // A query string has no null: what may be left out is left out.
  if (Array.isArray(schema.type)) schema.type = schema.type.filter((type) => type !== 'null').join();
  if (schema.enum) schema.enum = schema.enum.filter((value) => value !== null);
  if (schema.type === 'object') Object.assign(parameter, { style: 'deepObject', explode: true });
}
