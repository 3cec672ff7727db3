import { inPart, isTracing } from '../../tracing/trace.js';

/** Names that say nothing: those that are made of the text of a statement. */
const MADE = /^prisma_/;

/** Runs a statement of pg as a part of the present span. Its name or first word is recorded, never its text or values. */
export function traceStatement<T>(statement: unknown[], run: () => T): T {
  if (!isTracing()) return run();
  const { name, operation } = wordsOf(statement[0]);
  const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': operation };
  return inPart(`postgresql ${name ?? operation}`, { kind: 'client', attributes }, run);
}

function wordsOf(given: unknown): { name?: string; operation: string } {
  const { text, name } = (typeof given === 'string' ? { text: given } : (given ?? {})) as Record<string, unknown>;
  const operation = /^\s*(\w+)/.exec(typeof text === 'string' ? text : '')?.[1]?.toUpperCase() ?? 'statement';
  return typeof name === 'string' && name !== '' && !MADE.test(name) ? { name, operation } : { operation };
}
