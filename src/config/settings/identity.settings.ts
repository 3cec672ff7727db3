import { text, url } from '../setting.js';

/** Tokens of other issuers, and the first key and user. */
export const identitySettings = {
  JWT_SECRET: text({ fallback: undefined, secret: true, about: 'HS256 secret of tokens issued elsewhere.' }),
  JWT_JWKS_URL: url({
    protocols: ['https:', 'http:'],
    fallback: undefined,
    about:
      'Where another issuer publishes its keys as a JSON Web Key Set, for tokens of RS256, ES256 and EdDSA. https, but for localhost.',
  }),
  JWT_ISSUER: text({
    fallback: undefined,
    about: 'The `iss` those tokens must carry; required with JWT_SECRET and JWT_JWKS_URL.',
  }),
  JWT_AUDIENCE: text({ fallback: 'airlock', about: 'The `aud` every token must carry.' }),
  BOOTSTRAP_API_KEY: text({
    fallback: undefined,
    secret: true,
    about: 'First key, all scopes: sk_ and at least 32 characters. Default: generated and printed once.',
  }),
  BOOTSTRAP_ADMIN_EMAIL: text({ fallback: undefined, about: 'First user, owner of the default workspace.' }),
  BOOTSTRAP_ADMIN_PASSWORD: text({ fallback: undefined, secret: true, about: 'Password of the first user.' }),
};
