import type { Schemas } from '@airlock/sdk';
import type { Client } from '../../api/client.js';
import { failureOf } from '../../errors/report-failure.js';
import { type Check, found, ok } from './check.js';

type Store = Schemas['StoreView'];

/** What the server found about its object store. Only keys with the scope `system` may see it. */
export async function storeChecks(client: Client, signal: AbortSignal): Promise<Check[]> {
  try {
    const store = await client.request('GET', '/v1/admin/store', { signal, timeoutMs: 60_000 });
    return [
      summaryOf(store),
      ...store.checks.map(checkOf).filter((check) => check !== undefined),
      ...configurationsOf(store),
    ];
  } catch (error) {
    signal.throwIfAborted();
    const { code, message } = failureOf(error);
    if (code !== 'FORBIDDEN') return [found('problem', 'store', message)];
    const todo = 'Run it with a key of the scope system, or run "npm run doctor" at the server.';
    return [found('unknown', 'store', 'only keys with the scope system may see what it enforces', todo)];
  }
}

function summaryOf({ bucket, endpoint_host, guarantees, warning }: Store): Check {
  const detail = `bucket ${bucket} at ${endpoint_host} guarantees ${guarantees.join(', ') || 'nothing'}`;
  return warning ? found('warning', 'store', detail, warning) : ok('store', detail);
}

/** Those that hold are summed up by the guarantees. */
function checkOf({ name, verdict, detail, without, essential }: Store['checks'][number]): Check | undefined {
  if (verdict === 'enforced') return undefined;
  if (verdict === 'error') return found('unknown', `store ${name}`, detail);
  return found(essential ? 'problem' : 'warning', `store ${name}`, detail, without);
}

function configurationsOf({ cors, lifecycle }: Store): Check[] {
  return Object.entries({ cors, lifecycle }).map(([name, { state, apply }]) => {
    if (state === 'applied') return ok(`store ${name}`, 'is applied');
    if (state === 'not_needed') return ok(`store ${name}`, 'needs no configuration');
    const todo = `Apply to the bucket: ${JSON.stringify(apply)}`;
    return found(state === 'unknown' ? 'unknown' : 'warning', `store ${name}`, state, todo);
  });
}
