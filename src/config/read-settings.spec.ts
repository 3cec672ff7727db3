import { describe, expect, it } from '@jest/globals';
import { readSettings, SettingsError } from './read-settings.js';
import { settings } from './settings.js';
import type { Setting } from './setting.js';

type Environment = Record<string, string>;

function problemsOf(env: Environment): string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

const longSecret = 's'.repeat(32);
const realParts = {
  AIRLOCK_SECRET: longSecret,
  DATABASE_URL: 'postgres://db/airlock',
  AWS_STORAGE_BUCKET_NAME: 'files',
};

describe('readSettings', () => {
  it('needs nothing: every setting has its default', () => {
    const read = readSettings({});
    for (const [name, setting] of Object.entries(settings) as [keyof typeof read, Setting<unknown>][])
      expect([name, read[name]]).toEqual([name, setting.fallback]);
  });

  it('takes an empty variable for an unset one', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: '', AIRLOCK_ROLE: '' })).toEqual(readSettings({}));
  });

  it('ignores variables of others and cannot be changed afterwards', () => {
    const read = readSettings({ HOME: '/home/me', PORT: '8080' });
    expect(read.PORT).toBe(8080);
    expect(Object.keys(read)).toEqual(Object.keys(settings));
    expect(Object.isFrozen(read)).toBe(true);
  });

  it('accepts every default as it is written in .env.example', () => {
    const written = Object.entries(settings).flatMap(([name, { fallback }]) =>
      fallback === undefined ? [] : [[name, String(fallback)]],
    );
    expect(readSettings(Object.fromEntries(written) as Environment)).toEqual(readSettings({}));
  });

  it('reports every problem at once, each naming its variable', () => {
    const problems = problemsOf({
      PORT: '70000',
      AIRLOCK_ROLE: 'boss',
      TRUST_PROXY: 'perhaps',
      S3_ENDPOINT: 'minio:9000',
      JWT_SECRET: longSecret,
      AWS_ACCESS_KEY_ID: 'AKIA',
    });
    expect(problems).toEqual([
      'PORT must be a whole number from 0 to 65535, not "70000"',
      'TRUST_PROXY must be true, false or a number up to 10, not "perhaps"',
      'AIRLOCK_ROLE must be one of all, api, worker, not "boss"',
      'S3_ENDPOINT must be a URL starting with http:// or https://, not "minio:9000"',
      'JWT_ISSUER must be set with JWT_SECRET',
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set together',
    ]);
  });

  it('refuses what is meant for it and not read, and origins without a scheme', () => {
    expect(problemsOf({ CLAMD_URI: 'tcp://clamd:3310', DATABSE_URL: '', CORS_ORIGINS: 'app.example.com' })).toEqual([
      'CLAMD_URI is not a setting: did you mean CLAMD_URL?',
      'CORS_ORIGINS must be a list of origins such as https://app.example.com, or *, not "app.example.com"',
    ]);
  });

  it('writes all problems into the message', () => {
    expect(() => readSettings({ PORT: 'x', LOG_LEVEL: 'loud' })).toThrow(/PORT .*\n.*LOG_LEVEL /);
  });

  it.each(Object.entries(settings as Record<string, Setting<unknown>>).filter(([, { secret }]) => secret))(
    'never echoes %s',
    (name) => {
      const value = 'hunter2 hunter2';
      const problems = problemsOf({ [name]: value, PORT: 'x' });
      expect(problems.join('\n')).not.toContain('hunter2');
    },
  );

  it('lets a worker scan by the built-in rules only where that was said', () => {
    const worker = { AIRLOCK_ROLE: 'worker', ...realParts };
    expect(problemsOf(worker)).toEqual([
      expect.stringMatching(/^CLAMD_URL must be set for a worker: .*SCANNER=builtin/),
    ]);
    expect(problemsOf({ ...worker, SCANNER: 'builtin' })).toEqual([]);
    expect(problemsOf({ ...worker, AIRLOCK_ROLE: 'api' })).toEqual([]);
    expect(problemsOf({})).toEqual([]);
  });

  it('refuses a scanner that contradicts its address', () => {
    expect(problemsOf({ SCANNER: 'clamd' })).toEqual([
      expect.stringContaining('CLAMD_URL must be set with SCANNER=clamd'),
    ]);
    const both = { SCANNER: 'builtin', CLAMD_URL: 'tcp://clamd:3310' };
    expect(problemsOf(both)).toEqual([expect.stringContaining('contradict each other')]);
  });

  it.each(['https://login.example/jwks', 'http://localhost:8080/jwks', 'http://127.0.0.1/jwks', 'http://[::1]:1/jwks'])(
    'takes keys of an issuer from %s',
    (url) => {
      expect(problemsOf({ JWT_JWKS_URL: url, JWT_ISSUER: 'https://login.example' })).toEqual([]);
    },
  );

  it('leaves the variables of OpenTelemetry to it, and checks those that it reads', () => {
    const standard = { OTEL_BLRP_SCHEDULE_DELAY: '1', OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_TIMEOUT: '1' };
    expect(problemsOf({ ...standard, OTEL_TRACES_SAMPLER_ARG: '0.25' })).toEqual([]);
    expect(problemsOf({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_TRACES_SAMPLER_ARG: '1.5' })).toEqual([
      'OTEL_EXPORTER_OTLP_PROTOCOL must be one of http/protobuf, not "grpc"',
      'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, not "1.5"',
    ]);
  });

  it.each(['DATABASE_URL', 'REDIS_URL'])('refuses a %s that is no URL', (name) => {
    expect(problemsOf({ [name]: 'hunter2' })).toEqual([expect.stringMatching(`^${name} must be a URL starting with `)]);
  });
});

describe('contradictions', () => {
  it.each(['api', 'worker'])('needs a secret, a database and a store for the role %s', (role) => {
    expect(problemsOf({ AIRLOCK_ROLE: role }).map((problem) => problem.split(' ')[0])).toEqual([
      'AIRLOCK_SECRET',
      'DATABASE_URL',
      'S3_ENDPOINT',
      ...(role === 'worker' ? ['CLAMD_URL'] : []),
    ]);
    expect(problemsOf({ AIRLOCK_ROLE: role, ...realParts, CLAMD_URL: 'tcp://clamd:3310' })).toEqual([]);
  });

  it.each<[string, Environment, string]>([
    ['a short AIRLOCK_SECRET', { AIRLOCK_SECRET: 'short' }, 'AIRLOCK_SECRET must have at least 32 characters'],
    [
      'a short JWT_SECRET',
      { JWT_SECRET: 'short', JWT_ISSUER: 'https://issuer' },
      'JWT_SECRET must have at least 32 characters',
    ],
    [
      'keys of an issuer without its name',
      { JWT_JWKS_URL: 'https://login.example/jwks' },
      'JWT_ISSUER must be set with JWT_JWKS_URL: the iss of the tokens that these keys sign',
    ],
    ...['http://login.example/jwks', 'https://user:password@login.example/jwks', 'http://localhost.evil.example/'].map(
      (url): [string, Environment, string] => [
        `keys from ${url}`,
        { JWT_JWKS_URL: url, JWT_ISSUER: 'https://login.example' },
        expect.stringMatching(/^JWT_JWKS_URL must be an https URL without user name/) as unknown as string,
      ],
    ),
    [
      'a weak first key',
      { BOOTSTRAP_API_KEY: 'sk_123' },
      'BOOTSTRAP_API_KEY must be sk_ followed by at least 32 of A-Z a-z 0-9 _ -',
    ],
    [
      'a first user without a password',
      { BOOTSTRAP_ADMIN_EMAIL: 'ada@example.com' },
      'BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD must be set together',
    ],
    [
      'half a pair of credentials',
      { AWS_SECRET_ACCESS_KEY: 'hunter2' },
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set together',
    ],
  ])('refuses %s', (_, env, problem) => {
    expect(problemsOf(env)).toEqual([problem]);
  });
});
