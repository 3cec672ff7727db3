import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';
import { DocumentComplexity, type Complexity } from './complexity.js';

/** A limit of the parser: it stops reading a longer document. */
export const MAX_TOKENS = 2000;

interface Limit {
  of: keyof Complexity;
  max: number;
  problem: (found: string, max: number) => string;
}

export const limits: readonly Limit[] = [
  { of: 'depth', max: 10, problem: (n, max) => `is nested ${n} levels deep; at most ${max} are allowed` },
  { of: 'aliases', max: 50, problem: (n, max) => `has ${n} aliases; at most ${max} are allowed` },
  { of: 'fields', max: 20, problem: (n, max) => `has ${n} root fields; at most ${max} are allowed` },
  { of: 'cost', max: 5000, problem: (n, max) => `may answer ${n} fields; at most ${max} are allowed` },
];

/** Validation rule: refuses an operation that is too complex, before any resolver runs. */
export function limitRule(context: ValidationContext): ASTVisitor {
  const document = new DocumentComplexity(context.getSchema(), context.getDocument());
  return {
    OperationDefinition(operation) {
      const complexity = document.ofOperation(operation);
      for (const { of, max, problem } of limits) {
        if (complexity[of] <= max) continue;
        const found = Number.isFinite(complexity[of]) ? String(complexity[of]) : 'endlessly many';
        const message = `The operation ${problem(found, max)}. Ask for less at once.`;
        context.reportError(new GraphQLError(message, { nodes: operation }));
      }
      return false;
    },
  };
}
