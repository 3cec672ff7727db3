import { parse } from 'secure-json-parse';
import { CageError } from './cage.js';

/** JSON of a caged process. Keys that change prototypes are left out. */
export function untrustedJson(content: Buffer): unknown {
  try {
    return parse(content.toString(), undefined, { protoAction: 'remove', constructorAction: 'remove' });
  } catch {
    throw new CageError('crash', 'The program wrote a message that is no JSON');
  }
}
