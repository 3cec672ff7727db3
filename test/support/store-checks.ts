import type { CheckName } from '../../src/platform/object-store/probe/store-check.js';
import type { Api, Json } from './api.js';

/** Whether the store of the server under test was found to enforce this: tests never know a store by its name. */
export async function storeEnforces(api: Api, check: CheckName): Promise<boolean> {
  const { body } = await api.get('/v1/admin/store');
  return body.checks.some(({ name, verdict }: Json) => name === check && verdict === 'enforced');
}
