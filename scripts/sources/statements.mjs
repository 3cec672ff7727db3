// The SQL of a source file: tagged templates of Prisma, texts given to `query`, and statements with a name and a text.
import ts from 'typescript';

const TAGS = new Set(['$queryRaw', '$executeRaw', 'sql']);

/**
 * @typedef {object} Statement
 * @property {string} sql with $1, $2 … where the code puts values, and fragments by their names
 * @property {number} line
 * @property {string} name of the method, function or constant around it
 * @property {boolean} isFragment made by `Prisma.sql`, to be put into other statements
 */

/**
 * @param {ts.SourceFile} source
 * @returns {Statement[]}
 */
export function statementsOf(source) {
  const found = [];
  const visit = (node) => {
    const text = sqlOf(node, source);
    if (text) found.push({ ...text, line: lineOf(source, node), name: nameAround(node) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function sqlOf(node, source) {
  if (ts.isTaggedTemplateExpression(node)) {
    const tag = ts.isPropertyAccessExpression(node.tag) ? node.tag.name.text : node.tag.getText(source);
    if (TAGS.has(tag)) return { sql: textOf(node.template, source), isFragment: tag === 'sql' };
  }
  const text = plainText(node);
  return text && isSql(text) ? { sql: textOf(text, source), isFragment: false } : undefined;
}

/** The first argument of `query`, or the `text` of a statement that has a name. */
function plainText(node) {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    return node.expression.name.text === 'query' ? node.arguments[0] : undefined;
  const isText = ts.isPropertyAssignment(node) && node.name.getText() === 'text';
  return isText && hasName(node.parent) ? node.initializer : undefined;
}

const hasName = (object) => object.properties.some((property) => property.name?.getText() === 'name');
const isSql = (node) => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);

function textOf(template, source) {
  if (ts.isStringLiteralLike(template)) return template.text;
  const fragments = fragmentsIn(source);
  let values = 0;
  const put = (expression) => fragmentName(expression, fragments, source) ?? `$${++values}`;
  return template.templateSpans.reduce(
    (sql, { expression, literal }) => sql + put(expression) + literal.text,
    template.head.text,
  );
}

/** `Prisma.join` and constants made by `Prisma.sql` are no values. */
function fragmentName(expression, fragments, source) {
  const text = expression.getText(source).replaceAll(/\s+/g, ' ');
  if (text.startsWith('Prisma.') || text === text.toUpperCase()) return `/* ${text} */`;
  return fragments.has(text.split(/[.([]/)[0]) ? `/* ${text} */` : undefined;
}

const known = new WeakMap();

/** Names in a file that stand for fragments: constants, functions and parameters whose text speaks of `Prisma.sql`. */
function fragmentsIn(source) {
  if (known.has(source)) return known.get(source);
  const names = new Set();
  const visit = (node) => {
    const declares = ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isParameter(node);
    if (declares && node.name && /Prisma\.(sql|join|Sql)\b/.test(node.getText(source)))
      names.add(node.name.getText(source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  known.set(source, names);
  return names;
}

/** The method, function or constant of a file around a node. */
function nameAround(node) {
  for (let around = node.parent; around; around = around.parent) {
    if (ts.isMethodDeclaration(around) || ts.isFunctionDeclaration(around)) return around.name.getText();
    if (ts.isVariableDeclaration(around) && ts.isSourceFile(around.parent.parent.parent)) return around.name.getText();
  }
  return '';
}

export const lineOf = (source, node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
