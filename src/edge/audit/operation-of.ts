import type { Reflector } from '@nestjs/core';
import type { Decorated } from '../auth/per-handler.js';
import { OPERATION, type OperationText } from '../openapi/operation.js';

/** Nest's own metadata of queries and mutations. */
const FIELD_KIND = 'graphql:resolver_type';

/** The name of an operation: the id of a route in OpenAPI, or the field of GraphQL. */
export function operationOf(reflector: Reflector, [handler]: Decorated): string | undefined {
  const text = reflector.get<OperationText | undefined>(OPERATION, handler as never);
  if (text) return text.id;
  const isField = reflector.get<string | undefined>(FIELD_KIND, handler as never) !== undefined;
  return isField ? (handler as { name: string }).name : undefined;
}
