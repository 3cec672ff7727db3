import type { ExecutionContext } from '@nestjs/common';
import { idPrefixes } from '../../shared/ids.js';
import { graphqlArgsOf, isGraphql, requestOf } from '../auth/request-of.js';

const ID = new RegExp(`^(?:${idPrefixes.join('|')})_[0-9a-z]{16}$`);
const HASH = /^[0-9a-f]{64}$/i;

/**
 * What an administrative request would change: the last id in its path, or the first one in its input. Nothing else that a
 * client sends is repeated in the audit trail, since it may be a secret.
 */
export function targetOf(context: ExecutionContext): string | null {
  const sent = isGraphql(context)
    ? Object.entries((graphqlArgsOf(context) as { input?: object }).input ?? {})
    : Object.entries((requestOf(context).params ?? {}) as object).reverse();
  const found = sent.find(([name, value]) => typeof value === 'string' && (name === 'sha256' ? HASH : ID).test(value));
  return found ? (found[1] as string) : null;
}
