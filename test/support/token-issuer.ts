import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';

export type Algorithm = 'RS256' | 'ES256' | 'EdDSA';

/** A key pair of an issuer, and its entry in the key set. */
export interface IssuerKey {
  alg: Algorithm;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

export async function makeKey(alg: Algorithm, kid: string, more: Partial<JWK> = {}): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig', ...more } };
}

/** An issuer of tokens that publishes its keys over HTTP, as identity providers do. */
export class TokenIssuer {
  /** What is published; a listener answers by itself, undefined keeps the connection open without an answer. */
  published: JWK[] | RequestListener | undefined = [];
  fetches = 0;
  private readonly server: Server;

  private constructor(readonly name: string) {
    this.server = createServer((request, response) => {
      this.fetches++;
      if (typeof this.published === 'function') this.published(request, response);
      else if (this.published)
        response.setHeader('content-type', 'application/jwk-set+json').end(JSON.stringify({ keys: this.published }));
    });
  }

  static async start(name: string): Promise<TokenIssuer> {
    const issuer = new TokenIssuer(name);
    issuer.server.listen(0, '127.0.0.1');
    await once(issuer.server, 'listening');
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/.well-known/jwks.json`;
  }

  /** A token that is right in every respect, but for what is given. An undefined claim or header is left out. */
  sign(key: IssuerKey, claims: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({ iss: this.name, aud: 'airlock', sub: 'ada', iat: now, exp: now + 300, ...claims })
      .setProtectedHeader({ alg: key.alg, kid: key.jwk.kid, typ: 'JWT', ...header })
      .sign(key.privateKey);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
