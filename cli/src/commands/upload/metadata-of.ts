import { UsageError } from '../../errors/cli-error.js';

/** `key=value` each. The same key twice is an error: one of the two would be lost. */
export function metadataOf(pairs: readonly string[]): Record<string, string> {
  const entries = pairs.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--metadata must be KEY=VALUE, not "${pair}".`);
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  const twice = entries.find(([key], index) => entries.findIndex(([other]) => other === key) !== index);
  if (twice) throw new UsageError(`--metadata has ${twice[0]} twice.`);
  return Object.fromEntries(entries);
}
