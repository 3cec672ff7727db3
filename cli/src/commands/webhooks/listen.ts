import { setTimeout as pause } from 'node:timers/promises';
import { defineCommand } from '../../arguments/definition.js';
import { storeLogin, readLogin } from '../../config/stored-login.js';
import type { Context } from '../../context.js';
import { UsageError } from '../../errors/cli-error.js';
import { type Piece, styled } from '../../output/styles.js';
import { followActivity, type Activity } from './activity.js';
import { eventTypes, type WebhookEvent } from './event.js';
import { EventFeed } from './event-feed.js';
import { type Attempt, Forwarder } from './forwarder.js';
import { InOrder } from './in-order.js';
import { keyOf, newSecret } from './sign.js';

const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [500, 30_000];
/** Until the server has certainly begun to tell: what happened in between is looked up. */
const SETTLED_MS = 3_000;

export const listen = defineCommand({
  name: 'webhooks listen',
  summary: 'Forward the events of the workspace to a server on this machine, signed as webhooks are.',
  description:
    'For development: needs no public address and makes no endpoint on the server. It follows the workspace by the GraphQL ' +
    'subscription `workspaceActivity`, makes of each event the body that a webhook would have, and posts it to the URL with ' +
    'the headers of Standard Webhooks. Give the printed secret to your code; it stays the same for your login.\n\n' +
    'Events of one upload arrive in order; those missed while the connection was lost are forwarded after it is back, if the ' +
    'upload was created since the command started. Other events are not made up for, and an event that your server does not ' +
    'answer with 2xx is tried six times within 16 seconds. Real webhooks are tried for a day: use them in production.',
  options: {
    forward: {
      type: 'text',
      short: 'f',
      value: 'URL',
      description: 'Where to post: `http://localhost:4000/webhooks`.',
    },
    events: {
      type: 'texts',
      value: 'TYPE',
      description: `Only these types; several times. Of ${eventTypes.join(', ')}.`,
    },
    secret: { type: 'text', value: 'WHSEC', description: 'Sign with this secret: AIRLOCK_WEBHOOK_SECRET by default.' },
  },
  json: 'a line for each event, when it was forwarded or given up: `{id, type, timestamp, data, status, error}`; first `{secret, forward}`.',
  examples: [
    { command: 'airlock webhooks listen --forward http://localhost:4000/webhooks', does: 'All events' },
    {
      command: 'airlock webhooks listen -f http://localhost:4000/hook --events upload.available',
      does: 'Only admitted files',
    },
    { command: 'airlock webhooks listen --json', does: 'Only show them' },
  ],
  async run(context, { options }) {
    const url = options.forward === undefined ? undefined : localUrl(options.forward);
    const unknown = options.events.find((type) => !eventTypes.includes(type));
    if (unknown) throw new UsageError(`--events must be one of ${eventTypes.join(', ')}.`);
    const secret = await secretFor(context, options.secret);
    const key = keyOf(secret);
    if (!key) throw new UsageError('--secret must look like whsec_… and hold at least 16 bytes in base64.');
    const forwarder = url === undefined ? undefined : new Forwarder(url, key, context.signal);
    const only = new Set(options.events);
    const feed = new EventFeed(await context.credentials(), await context.client(), new Date(), context.signal);
    const queue = new InOrder<WebhookEvent>(
      ({ data, id }) => String(data.upload_id ?? id),
      (event) => deliver(context, forwarder, event),
    );
    const take = async (events: AsyncIterable<WebhookEvent>) => {
      for await (const event of events) if (only.size === 0 || only.has(event.type)) queue.add(event);
    };
    const start = () => context.output.result({ secret, forward: url ?? null }, ...startLines(secret, url));
    await followForever(context, feed, take, start);
  },
});

/** Connects again and again, with growing pauses. Ends by an interruption, or when the credentials are refused. */
async function followForever(
  context: Context,
  feed: EventFeed,
  take: (events: AsyncIterable<WebhookEvent>) => Promise<void>,
  start: () => void,
): Promise<never> {
  const { output, signal } = context;
  const credentials = await context.credentials();
  // What an upload tells is read one after the other: the feed remembers what it has seen.
  let work = Promise.resolve();
  const then = (events: () => AsyncIterable<WebhookEvent>) => {
    work = work
      .then(() => take(events()))
      .catch((error: unknown) => {
        if (!signal.aborted)
          output.warn(styled('yellow', 'warning:'), ` An event could not be read: ${(error as Error).message}`);
      });
  };
  for (let connection = 0, failures = 0; ;) {
    const onOpen = () => {
      connection += 1;
      failures = 0;
      if (connection === 1) start();
      else output.note('Connected again.');
      then(() => feed.missed());
      void pause(SETTLED_MS, undefined, { signal, ref: false }).then(
        () => then(() => feed.missed()),
        () => undefined,
      );
    };
    const onActivity = (activity: Activity) => then(() => feed.eventsOf(activity));
    const reason = await followActivity(credentials, { onOpen, onActivity }, signal);
    const wait = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
    failures += 1;
    output.note(`Connecting again in ${wait / 1000} s: ${reason}.`);
    await pause(wait, undefined, { signal });
  }
}

async function deliver({ output }: Context, forwarder: Forwarder | undefined, event: WebhookEvent): Promise<void> {
  const [kind = ''] = event.type.split('.');
  const resource = String(event.data[`${kind}_id`] ?? event.data.upload_id ?? '');
  const told: Piece[] = [styled('dim', event.timestamp.slice(11, 19)), `  ${event.type.padEnd(20)}  ${resource}`];
  if (!forwarder) return output.result(event, told);
  for await (const attempt of forwarder.forward(event)) {
    const line: Piece[] = [...told, '  ', ...outcomeOf(attempt)];
    if (attempt.again) output.note(...line);
    else output.result({ ...event, status: attempt.status ?? null, error: attempt.error ?? null }, line);
  }
}

function outcomeOf({ status, error, milliseconds, again }: Attempt): Piece[] {
  const isGood = status !== undefined && status >= 200 && status < 300;
  const next = again ? ', trying again' : isGood ? '' : ', given up';
  return [styled(isGood ? 'green' : 'red', String(status ?? error)), ` in ${milliseconds} ms${next}`];
}

function startLines(secret: string, url: string | undefined): Piece[][] {
  return [
    [styled('dim', 'secret   '), secret],
    [styled('dim', 'forward  '), url ?? 'nowhere: events are only shown (--forward URL)'],
    ['Ready. Ctrl-C ends it.'],
  ];
}

function localUrl(text: string): string {
  const url = URL.parse(/^\w+:\/\//.test(text) ? text : `http://${text}`);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError('--forward must be like http://localhost:4000/webhooks.');
  return url.href;
}

/** The same at each start, so that it can stand in the settings of the code under test. */
async function secretFor({ environment }: Context, given: string | undefined): Promise<string> {
  const named = given ?? environment.AIRLOCK_WEBHOOK_SECRET;
  if (named) return named;
  const login = await readLogin(environment);
  if (login?.webhook_secret) return login.webhook_secret;
  const secret = newSecret();
  if (login) await storeLogin(environment, { ...login, webhook_secret: secret });
  return secret;
}
