import { flag, hops, integer, list, oneOf, shaped, text, url } from '../setting.js';

const MIB = 1024 * 1024;

/** Where the service listens, in which role, and what it takes from clients. */
export const serverSettings = {
  PORT: integer({ min: 0, max: 65_535, fallback: 3000, about: 'Port of the API; 0 takes a free one.' }),
  HOST: text({ fallback: '0.0.0.0', about: 'Address the API listens on.' }),
  WORKER_PORT: integer({
    min: 0,
    max: 65_535,
    fallback: 9090,
    about: 'Port of /health and /metrics of a worker; 0 takes a free one. Roles api and all serve them on PORT.',
  }),
  PUBLIC_URL: url({
    protocols: ['http:', 'https:'],
    fallback: undefined,
    about: 'Where clients reach the API. Default: http://localhost:PORT.',
  }),
  CORS_ORIGINS: list({
    fallback: ['*'],
    pattern: /^(\*|[a-z][a-z0-9+.-]*:\/\/[^/\s]+)$/i,
    shape: 'origins such as https://app.example.com, or *',
    about: 'Origins that may call the API and the embedded store; no cookies are used.',
  }),
  BODY_MIN_BYTES_PER_SECOND: integer({
    min: 1,
    max: MIB,
    fallback: 1024,
    about: 'Rate at which the body of a request must arrive; what trickles is answered 408.',
  }),
  BODY_PATIENCE_SECONDS: integer({
    min: 1,
    max: 3600,
    fallback: 30,
    about: 'How far a sender may fall behind BODY_MIN_BYTES_PER_SECOND, and how long it may be silent.',
  }),
  RATE_LIMIT_PER_MINUTE: integer({
    min: 0,
    max: 1_000_000_000,
    fallback: 600,
    about:
      'Requests a minute by which a key, user or upload token may change something, in all processes. 0: no limit.',
  }),
  TRUST_PROXY: hops({
    max: 10,
    fallback: 0,
    about:
      'Believe X-Forwarded-* headers: true behind one proxy, else the number of proxies in a row. Logins are counted by the address of the client, which is the proxy without it.',
  }),
  AIRLOCK_ROLE: oneOf(['all', 'api', 'worker'], {
    fallback: 'all',
    about: 'Which part this process plays: all, api or worker.',
  }),
  AIRLOCK_SECRET: text({
    fallback: undefined,
    secret: true,
    about: 'Key of signed ids, own tokens and webhook secrets. Role all generates one in DATA_DIR; otherwise required.',
  }),
  AIRLOCK_SECRET_ACCEPTED: shaped({
    pattern: /^[0-9a-f]{12}$/,
    shape: 'the 12 digits that the refused start printed',
    fallback: undefined,
    about:
      'Goes on with a changed AIRLOCK_SECRET: the check value of the new one, which a start that notices the change prints.',
  }),
  DATA_DIR: text({ fallback: '.airlock', about: 'Where the embedded database and store keep their data.' }),

  GRAPHQL_INTROSPECTION: flag({ fallback: true, about: 'Whether clients may read the GraphQL schema.' }),
  LIVE_STREAMS_PER_CALLER: integer({
    min: 1,
    fallback: 100,
    about: 'Event streams, subscriptions and sockets a key or user may hold open per process.',
  }),
  LOG_LEVEL: oneOf(['error', 'warn', 'info', 'log', 'debug'], {
    fallback: 'info',
    about: 'How much is logged: error, warn, info (or log, its older name) or debug.',
  }),
  LOG_FORMAT: oneOf(['json', 'text'], {
    fallback: undefined,
    about:
      'json: one JSON object a line; text: for people. Default: text in a terminal, else json, with what the start prints ' +
      'for people (the first key, the URL) as plain lines.',
  }),
  AIRLOCK_FAULT_AT: text({
    fallback: undefined,
    about: 'Tests only: steps, with commas between them, after which this process kills itself.',
  }),
};
