import { defineCommand } from '../arguments/definition.js';
import { UsageError } from '../errors/cli-error.js';
import { failureOf } from '../errors/report-failure.js';
import { styled, type Piece, type Style } from '../output/styles.js';
import { corsChecks } from './doctor/cors-checks.js';
import { type Check, found, ok } from './doctor/check.js';
import { healthChecks } from './doctor/health-checks.js';
import { storeChecks } from './doctor/store-checks.js';

const marks: Record<Check['state'], [string, Style]> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  problem: ['✗', 'red'],
  unknown: ['?', 'dim'],
};

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Look at a server from here: health, clock, rights, store and CORS, and what to do.',
  description:
    'Announces one file of a few bytes in the bucket `assets`, sends it as a page would, and cancels it. Everything else is ' +
    'only read. Exit code 1: something must be done.',
  options: {
    origin: {
      type: 'text',
      value: 'ORIGIN',
      default: 'https://app.example.com',
      description: 'The pages that are to upload.',
    },
  },
  json: 'one document: `{url, checks: [{name, state, detail, todo}]}`; `state` is ok, warning, problem or unknown.',
  examples: [
    { command: 'airlock doctor', does: 'Why does it not work?' },
    { command: 'airlock doctor --origin https://shop.example.com', does: 'May this page upload?' },
  ],
  async run({ output, signal, credentials, client }, { options }) {
    const { url } = await credentials();
    const origin = originOf(options.origin);
    const api = await client();
    const checks = await healthChecks(url, signal);
    const rights = await rightsCheck(async () => api.request('GET', '/v1/me', { signal }), signal);
    checks.push(rights);
    if (rights.state === 'ok')
      checks.push(...(await storeChecks(api, signal)), ...(await corsChecks(api, url, origin, signal)));
    output.result({ url, checks }, ...checks.flatMap(linesOf));
    return checks.some(({ state }) => state === 'problem') ? 'failed' : 'done';
  },
});

async function rightsCheck(viewer: () => Promise<{ scopes: string[]; workspace_id: string }>, signal: AbortSignal) {
  try {
    const { scopes, workspace_id } = await viewer();
    return ok('credentials', `are valid in ${workspace_id}: ${scopes.join(', ') || 'by role'}`);
  } catch (error) {
    signal.throwIfAborted();
    return found('problem', 'credentials', failureOf(error).message, 'Run "airlock login" again.');
  }
}

function linesOf({ name, state, detail, todo }: Check): Piece[][] {
  const [mark, style] = marks[state];
  const line: Piece[] = [styled(style, mark), ` ${name.padEnd(14)}  ${detail}`];
  return todo ? [line, [`  ${' '.repeat(14)}  → ${todo}`]] : [line];
}

function originOf(text: string): string {
  const url = URL.parse(text);
  if (!url || url.origin === 'null') throw new UsageError('--origin must be like https://app.example.com.');
  return url.origin;
}
