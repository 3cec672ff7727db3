import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

export interface TokenSettings {
  /** AIRLOCK_SECRET: own tokens are signed with a key derived from it, never with the secret itself. */
  secret: string | undefined;
  /** Another issuer whose tokens are accepted, with its shared secret. */
  issuer?: string;
  issuerSecret?: string;
  /** The audience that every token must name. */
  audience: string;
}

export const OWN_ISSUER = 'airlock';

/** The key of each accepted issuer: chosen by the issuer, never by the token's header. */
export class TokenKeys {
  readonly audience: string;
  private readonly keys = new Map<string, KeyObject>();

  constructor({ secret, issuer, issuerSecret, audience }: TokenSettings) {
    if (!secret) throw new Error('AIRLOCK_SECRET is needed to sign tokens');
    if (issuer === OWN_ISSUER) throw new Error(`JWT_ISSUER must not be "${OWN_ISSUER}": that is our own issuer`);
    this.audience = audience;
    const own = hkdfSync('sha256', secret, '', 'airlock access token', 32);
    // Key objects: jsonwebtoken would parse a string again for every token.
    this.keys.set(OWN_ISSUER, createSecretKey(Buffer.from(own)));
    if (issuer && issuerSecret) this.keys.set(issuer, createSecretKey(Buffer.from(issuerSecret)));
  }

  get issuers(): [string, ...string[]] {
    return [...this.keys.keys()] as [string, ...string[]];
  }

  get own(): KeyObject {
    return this.keys.get(OWN_ISSUER)!;
  }

  of(issuer: unknown): KeyObject | undefined {
    return typeof issuer === 'string' ? this.keys.get(issuer) : undefined;
  }
}
