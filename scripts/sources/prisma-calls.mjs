// The Prisma models that a source file uses: calls of a client, and relations that its arguments follow.
import ts from 'typescript';
import { lineOf } from './statements.mjs';

const OPERATIONS =
  /^(find(Many|First|Unique)(OrThrow)?|(create|update)(Many(AndReturn)?)?|upsert|delete(Many)?|count|aggregate|groupBy)$/;
/** What follows a relation in the arguments of a call. */
const FOLLOWS = new Set(['include', 'select', 'where', 'data', 'orderBy', 'omit']);
const INSIDE = new Set(['some', 'every', 'none', 'is', 'isNot', 'include', 'select', 'create', 'connect', 'where']);

const { SyntaxKind } = ts;
const PASSES = new Set([
  SyntaxKind.SpreadAssignment,
  SyntaxKind.ParenthesizedExpression,
  SyntaxKind.ConditionalExpression,
  SyntaxKind.BinaryExpression,
  SyntaxKind.ObjectLiteralExpression,
]);

/**
 * @param {ts.SourceFile} source
 * @param {import('./prisma-models.mjs').Model[]} models
 * @returns {{ model: string, line: number }[]}
 */
export function modelsUsedIn(source, models) {
  const clients = new Map(models.map(({ name }) => [name[0].toLowerCase() + name.slice(1), name]));
  const relations = relationTargets(models);
  const found = [];
  const visit = (node) => {
    const used = ts.isCallExpression(node) ? calledModel(node, clients) : followed(node, relations);
    for (const model of used) found.push({ model, line: lineOf(source, node) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `tx.upload.findMany(…)`; a member of the class itself is something else. */
function calledModel({ expression }, clients) {
  if (!ts.isPropertyAccessExpression(expression) || !OPERATIONS.test(expression.name.text)) return [];
  const of = expression.expression;
  if (!ts.isPropertyAccessExpression(of) || of.expression.kind === SyntaxKind.ThisKeyword) return [];
  const model = clients.get(of.name.text);
  return model ? [model] : [];
}

/** `include: { bucket: … }`, `uploads: { some: … }`: the tables on the other side are read or written too. */
function followed(node, relations) {
  if (!ts.isPropertyAssignment(node)) return [];
  const targets = relations.get(node.name.getText());
  if (!targets || isImported(node.initializer)) return [];
  return isInArguments(node) || hasArguments(node.initializer) ? targets : [];
}

/** Directly, or spread into them under a condition. */
function isInArguments(node) {
  let around = node.parent.parent;
  while (PASSES.has(around.kind)) around = around.parent;
  return ts.isPropertyAssignment(around) && FOLLOWS.has(around.name.getText());
}

/** What another folder exports by name counts as that folder's use of its own table. */
function isImported(value) {
  if (!ts.isIdentifier(value)) return false;
  const imports = value.getSourceFile().statements.filter(ts.isImportDeclaration);
  return imports.some(({ importClause }) => {
    const names = importClause?.namedBindings;
    return names && ts.isNamedImports(names) && names.elements.some(({ name }) => name.text === value.text);
  });
}

const hasArguments = (value) =>
  ts.isObjectLiteralExpression(value) && value.properties.some(({ name }) => name && INSIDE.has(name.getText()));

/** By the name of the relation's field: which models may stand behind it. */
function relationTargets(models) {
  const targets = new Map();
  for (const { name, type } of models.flatMap(({ relations }) => relations))
    targets.set(name, [...new Set([...(targets.get(name) ?? []), type])]);
  return targets;
}
