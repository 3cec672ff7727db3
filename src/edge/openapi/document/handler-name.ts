import { snakeCase } from '../../dto/prop-registry.js';

/** The name of the handler of a route while the document is made. */
export const handlerName = (controller: string, method: string) => `${controller}_${method}`;

/** A second path of the same handler has the number of the path in its name: it is an alias. */
export function withoutPathNumber(name: string): { handler: string; isAlias: boolean } {
  const [, handler = name, path = '0'] = /^(\w+)\[(\d)\]$/.exec(name) ?? [];
  return { handler, isAlias: path !== '0' };
}

/** `/v1/uploads/{uploadId}` as the rest of the API spells names. */
export function inWireNames(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `{${snakeCase(name)}}`);
}
