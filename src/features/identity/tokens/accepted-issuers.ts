import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { KeyFinder } from './key-set.js';
import type { RemoteKeySet } from './remote-key-set.js';

export interface IssuerSettings {
  /** AIRLOCK_SECRET: own tokens are signed with a key derived from it, never with the secret itself. */
  secret: string | undefined;
  /** Another issuer whose tokens are accepted, with its shared secret, its public keys, or both. */
  issuer?: string;
  issuerSecret?: string;
  keySet?: RemoteKeySet;
  /** The audience that every token must name. */
  audience: string;
}

/** How the tokens of one issuer are verified. The header of a token only chooses among these algorithms. */
export interface AcceptedIssuer {
  algorithms: readonly string[];
  find: KeyFinder;
}

export const OWN_ISSUER = 'airlock';

const SHARED_SECRET = ['HS256'];
/** `Ed25519` is the newer name of what `EdDSA` means with these keys (RFC 9864). */
const PUBLIC_KEYS = ['RS256', 'ES256', 'EdDSA', 'Ed25519'];

/** Whose tokens are accepted, and by which algorithms and keys: chosen by the issuer, never by the token. */
export class AcceptedIssuers {
  readonly audience: string;
  readonly ownKey: KeyObject;
  /** Of the other issuer, where it has public keys. */
  readonly keySet: RemoteKeySet | undefined;
  private readonly byName = new Map<string, AcceptedIssuer>();

  constructor({ secret, issuer, issuerSecret, keySet, audience }: IssuerSettings) {
    if (!secret) throw new Error('AIRLOCK_SECRET is needed to sign tokens');
    if (issuer === OWN_ISSUER) throw new Error(`JWT_ISSUER must not be "${OWN_ISSUER}": that is our own issuer`);
    this.audience = audience;
    this.keySet = keySet;
    this.ownKey = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'airlock access token', 32)));
    this.byName.set(OWN_ISSUER, { algorithms: SHARED_SECRET, find: () => this.ownKey });
    if (issuer && (issuerSecret || keySet)) this.byName.set(issuer, otherIssuer(issuerSecret, keySet));
  }

  of(issuer: unknown): AcceptedIssuer | undefined {
    return typeof issuer === 'string' ? this.byName.get(issuer) : undefined;
  }
}

/** A secret verifies HS256 and nothing else, a public key never HS256: each algorithm has its own kind of key. */
function otherIssuer(issuerSecret: string | undefined, keySet: RemoteKeySet | undefined): AcceptedIssuer {
  const secret = issuerSecret ? createSecretKey(Buffer.from(issuerSecret)) : undefined;
  return {
    algorithms: [...(secret ? SHARED_SECRET : []), ...(keySet ? PUBLIC_KEYS : [])],
    find: (header, token) => (header.alg === 'HS256' ? secret! : keySet!.find(header, token)),
  };
}
