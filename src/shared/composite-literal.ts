/** A value of a column: text, numbers and booleans as they are, lists of text as `text[]`, other objects as JSON. */
export type ColumnValue = string | number | bigint | boolean | null | readonly string[] | object;

/** A value of a composite type in PostgreSQL's text form, `(a,,"b c")`: its columns by their place. */
export const compositeLiteral = (columns: readonly ColumnValue[]): string => `(${columns.map(column).join(',')})`;

/** Nothing at all is NULL, so that every other value is in quotes. */
const column = (value: ColumnValue): string => (value === null ? '' : quoted(text(value)));

function text(value: NonNullable<ColumnValue>): string {
  if (Array.isArray(value)) return `{${value.map((item: string) => quoted(item)).join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const special = /["\\]/;

const quoted = (value: string): string =>
  special.test(value) ? `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : `"${value}"`;
