import { createApiClient } from '../api/client.js';
import { defineCommand } from '../arguments/definition.js';
import type { Credentials } from '../config/credentials.js';
import { urlFrom } from '../config/credentials.js';
import { isUnprotected, serverUrl } from '../config/server-url.js';
import { readLogin, storeLogin, type StoredLogin } from '../config/stored-login.js';
import type { Context } from '../context.js';
import { UsageError } from '../errors/cli-error.js';
import { styled } from '../output/styles.js';
import { ask, askHidden, readLine } from '../terminal/ask.js';
import { requestToken } from './login/request-token.js';
import { viewerLines } from './login/viewer-lines.js';

export const login = defineCommand({
  name: 'login',
  summary: 'Store the address of a server and a key, or log in by e-mail and password.',
  description:
    'Asks for what is not given, and shows nothing of a key or password. Without a terminal the key (with `--email` the ' +
    'password) is read from standard input: secrets in arguments are visible to other users of the machine. The key is tried ' +
    'first, then stored in `$XDG_CONFIG_HOME/airlock/config.json` (`~/.config` by default), readable to you alone. ' +
    'AIRLOCK_URL and AIRLOCK_API_KEY win over it.',
  options: {
    email: { type: 'text', value: 'ADDRESS', description: 'Log in as a user, by password.' },
    organization: {
      type: 'text',
      value: 'ORG',
      description: 'Id or name; only where address and password fit several.',
    },
  },
  json: 'one document: `{url, config, viewer}`, the viewer as `GET /v1/me` answers it.',
  examples: [
    { command: 'airlock login', does: 'Answer the questions' },
    { command: 'airlock login --url https://files.example.com < key.txt', does: 'Take the key from a file' },
    { command: 'airlock login --url https://files.example.com --email ada@example.com', does: 'Log in as a user' },
  ],
  async run(context, { options }) {
    const url = await chooseUrl(context);
    if (isUnprotected(url))
      context.output.warn(
        styled('yellow', 'warning:'),
        ` ${url} is not encrypted: others on the way can read the key.`,
      );
    const secret = await secretFor(context, url, options);
    const { namespace } = context.given;
    const viewer = await tried(context, { url, secret: secret.secret, namespace, source: 'login' });
    const kept = await readLogin(context.environment).catch(() => undefined);
    const webhookSecret = kept?.webhook_secret ? { webhook_secret: kept.webhook_secret } : {};
    const stored: StoredLogin = { url, ...secret, ...(namespace ? { namespace } : {}), ...webhookSecret };
    const config = await storeLogin(context.environment, stored);
    context.output.result({ url, config, viewer }, ...viewerLines(url, viewer), `Stored in ${config}`);
    if (context.environment.AIRLOCK_API_KEY)
      context.output.warn(styled('yellow', 'warning:'), ' AIRLOCK_API_KEY is set: it is used instead of this login.');
  },
});

type Secret = Pick<StoredLogin, 'secret' | 'expires_at'>;

const questionsOf = ({ input, signal }: Context) => ({ input, output: process.stderr, signal });

async function chooseUrl(context: Context): Promise<string> {
  const { given, environment, input } = context;
  const suggested = urlFrom(given, environment, await readLogin(environment).catch(() => undefined));
  if (given.url || environment.AIRLOCK_URL || !input.isTTY) return suggested;
  return serverUrl(await ask(questionsOf(context), 'URL of the server', suggested));
}

async function secretFor(
  context: Context,
  url: string,
  { email, organization }: { email?: string; organization?: string },
): Promise<Secret> {
  const { input } = context;
  if (!input.isTTY) {
    const secret = await readLine(input);
    if (!secret)
      throw new UsageError('Standard input is empty: pipe the key in, or run "airlock login" on a terminal.');
    return email ? requestToken(url, { email, password: secret, organization }, context.signal) : { secret };
  }
  const questions = questionsOf(context);
  const key = email ? '' : await askHidden(questions, 'API key (empty: log in by e-mail and password)');
  if (key) return { secret: key };
  const address = email ?? (await ask(questions, 'E-mail'));
  const password = await askHidden(questions, 'Password');
  return requestToken(url, { email: address, password, organization }, context.signal);
}

async function tried({ signal }: Context, credentials: Credentials) {
  return createApiClient(credentials).request('GET', '/v1/me', { signal });
}
