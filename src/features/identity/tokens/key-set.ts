import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { parse } from 'secure-json-parse';

/** Finds the one key of a set that fits the header of a token: by `kid`, `alg`, key type, `use` and `key_ops`. */
export type KeyFinder = JWTVerifyGetKey;

const MOST_KEYS = 100;

/**
 * The keys of a JSON Web Key Set (RFC 7517). Entries of other kinds than those of signatures stay unused, private and
 * symmetric ones too; where two entries fit one token, neither is taken.
 */
export function keySetOf(text: string): KeyFinder {
  const set = parse(text, undefined, { protoAction: 'error', constructorAction: 'error' }) as JSONWebKeySet;
  const find = createLocalJWKSet(set);
  if (set.keys.length > MOST_KEYS) throw new Error(`the set has more than ${MOST_KEYS} keys`);
  return find;
}
