import pg from 'pg';

interface NamedStatement {
  name: string;
  text: string;
  values: unknown[];
}

/**
 * A named statement for `query` of a pool or connection. Of a configuration, pg copies the descriptors of all properties for
 * each statement; a query of its own it takes as it is.
 */
export function namedQuery({ name, text, values }: NamedStatement): pg.QueryConfig {
  return Object.assign(new pg.Query(text), { name, values }) as unknown as pg.QueryConfig;
}
