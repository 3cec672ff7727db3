import { plainCall } from '../../api/plain-call.js';
import { type Check, found, ok } from './check.js';

interface Part {
  state: 'up' | 'down' | 'not_configured';
  latency_ms: number;
  /** What is wrong and what to do, or a remark. */
  detail?: string;
}

const MOST_SKEW_SECONDS = 30;

/** Whether the server is there, what time it thinks it is, and how its parts are. */
export async function healthChecks(url: string, signal: AbortSignal): Promise<Check[]> {
  const begin = Date.now();
  const live = await plainCall(`${url}/health/live`, {}, signal);
  const took = Date.now() - begin;
  await live.body?.cancel();
  if (!live.ok) return [found('problem', 'server', `answers ${live.status}`, `Is ${url} an Airlock server?`)];
  return [
    ok('server', `${url} answers in ${took} ms`),
    clockCheck(live, begin, took),
    ...(await partChecks(url, signal)),
  ];
}

/** Times in answers have whole seconds. */
function clockCheck(answer: Response, begin: number, took: number): Check {
  const date = answer.headers.get('date');
  if (!date) return found('unknown', 'clock', 'the server does not say what time it is');
  const seconds = (Date.parse(date) + 500 - (begin + took / 2)) / 1000;
  const text = `the server is ${Math.abs(seconds).toFixed(0)} s ${seconds < 0 ? 'behind' : 'ahead of'} this machine`;
  if (Math.abs(seconds) <= MOST_SKEW_SECONDS) return ok('clock', text);
  return found('warning', 'clock', text, 'Set the clocks by NTP: tokens and signed URLs expire at the wrong time.');
}

/** The parts stand beside the verdict, each under its own name. */
async function partChecks(url: string, signal: AbortSignal): Promise<Check[]> {
  const answer = await plainCall(`${url}/health/ready`, {}, signal);
  const body = (await answer.json().catch(() => ({}))) as Record<string, Part | string>;
  return Object.entries(body).flatMap(([name, part]) => (typeof part === 'object' ? [partCheck(name, part)] : []));
}

function partCheck(name: string, { state, latency_ms, detail }: Part): Check {
  const words = state.replaceAll('_', ' ');
  if (state === 'up') return ok(name, `${words}, ${Math.round(latency_ms)} ms${detail ? `: ${detail}` : ''}`);
  return found('problem', name, words, detail ?? 'Look into the log of the server.');
}
