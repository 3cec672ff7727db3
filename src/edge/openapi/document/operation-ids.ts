import { snakeCase } from '../../dto/prop-registry.js';

const firstLower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const firstUpper = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** The id of an operation, from which generated clients name their functions: `uploadsConfirm`, `bucketsList`. */
export function operationId(controller: string, method: string): string {
  return firstLower(controller.replace(/Controller$/, '')) + firstUpper(method);
}

/** The same operation under a second path has the number of the path in its id: it is `…Alias` there. */
export function withoutPathNumber(id: string): { id: string; name: string; isAlias: boolean } {
  const [, name = id, path = '0'] = /^(\w+)\[(\d)\]$/.exec(id) ?? [];
  return { id: path === '0' ? name : `${name}Alias`, name, isAlias: path !== '0' };
}

/** `/v1/uploads/{uploadId}` as the rest of the API spells names. */
export function inWireNames(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `{${snakeCase(name)}}`);
}
