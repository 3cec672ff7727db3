import { SetMetadata } from '@nestjs/common';

export const OPERATION = 'airlock:operation';

/** What the OpenAPI document says of a route. */
export interface OperationText {
  /** The verb and noun of its twin in GraphQL, from which generated clients name their functions: `createUpload`. */
  id: string;
  /** A few words, as a list of operations shows them. */
  summary: string;
  /** What it does, what it needs, what follows. */
  description: string;
}

/** Describes a route in the OpenAPI document. Every documented route has one. */
export const Operation = (id: string, summary: string, description: string): MethodDecorator =>
  SetMetadata<string, OperationText>(OPERATION, { id, summary, description });
