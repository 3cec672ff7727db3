import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';
import { DocumentMeasure, type Measure } from './measure.js';

/** Refused by the parser itself: a document that long is not even read to its end. */
export const MAX_TOKENS = 2000;

interface Limit {
  of: keyof Measure;
  max: number;
  problem: (found: string, max: number) => string;
}

export const limits: readonly Limit[] = [
  { of: 'depth', max: 10, problem: (n, max) => `is nested ${n} levels deep; at most ${max} are allowed` },
  { of: 'aliases', max: 50, problem: (n, max) => `has ${n} aliases; at most ${max} are allowed` },
  { of: 'fields', max: 20, problem: (n, max) => `has ${n} root fields; at most ${max} are allowed` },
  { of: 'cost', max: 5000, problem: (n, max) => `may answer ${n} fields; at most ${max} are allowed` },
];

/** Refuses an operation that asks for too much, before any resolver runs. */
export function limitRule(context: ValidationContext): ASTVisitor {
  const document = new DocumentMeasure(context.getSchema(), context.getDocument());
  return {
    OperationDefinition(operation) {
      const measure = document.ofOperation(operation);
      for (const { of, max, problem } of limits) {
        if (measure[of] <= max) continue;
        const found = Number.isFinite(measure[of]) ? String(measure[of]) : 'endlessly many';
        const message = `The operation ${problem(found, max)}. Ask for less at once.`;
        context.reportError(new GraphQLError(message, { nodes: operation }));
      }
      return false;
    },
  };
}
