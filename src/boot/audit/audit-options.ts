import { parseArgs } from 'node:util';
import { type TypePolicy, typePolicies } from '../../features/buckets/domain/type-policy.js';
import { unscannablePolicies } from '../../features/buckets/domain/unscannable.js';
import type { FolderAudit } from './audit-folder.js';

export interface AuditOptions extends FolderAudit {
  json: boolean;
}

export const USAGE = `Tells which files of a folder Airlock would refuse, and why. Needs no server and changes nothing.

  npm run audit:files -- DIR [--type-policy ${Object.keys(typePolicies).join('|')}]
                             [--unscannable-policy ${unscannablePolicies.join('|')}] [--json]

Types are declared as browsers do, by extension. Exit code: 0 nothing is refused, 1 something is, 2 not everything
could be read.`;

/** Throws an Error that names what is wrong with the arguments. */
export function readOptions(args: string[]): AuditOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      'type-policy': { type: 'string', default: 'contradicted' },
      'unscannable-policy': { type: 'string', default: 'reject' },
    },
  });
  const [directory, ...more] = positionals;
  if (directory === undefined || more.length) throw new Error('Name one folder.');
  return {
    directory,
    json: values.json,
    typePolicy: oneOf('--type-policy', values['type-policy'], Object.keys(typePolicies) as TypePolicy[]),
    unscannablePolicy: oneOf('--unscannable-policy', values['unscannable-policy'], unscannablePolicies),
  };
}

function oneOf<T extends string>(name: string, value: string, values: readonly T[]): T {
  const found = values.find((one) => one === value);
  if (found === undefined) throw new Error(`${name} must be one of ${values.join(', ')}.`);
  return found;
}
