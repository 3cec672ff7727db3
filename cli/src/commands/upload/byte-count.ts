import { UsageError } from '../../errors/cli-error.js';

const UNITS = ['', 'k', 'm', 'g', 't'];

/** `500MB`, `5 GB` or `1048576`: decimal units, as quotas are given. */
export function byteCount(option: string, text: string): number {
  const found = /^(\d{1,15})\s*([kmgt]?)b?$/i.exec(text);
  if (!found) throw new UsageError(`--${option} must be a size such as 500MB or 5GB.`);
  return Number(found[1]) * 1000 ** UNITS.indexOf(found[2]!.toLowerCase());
}
