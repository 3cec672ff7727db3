import type { Api } from '../api.js';
import { userWith } from '../callers.js';
import { Side } from './side.js';
import { found } from '../resilience/until.js';
import { eicar } from '../fixtures.js';
import { upload } from '../walk.js';

/** Two organizations with the same names and the same content. */
export async function alike(root: Api): Promise<{ rest: Side; graphql: Side }> {
  const make = async () => {
    const { body } = await root.post('/v1/organizations', { name: 'Alike', tier: 'pro', pending_limit: 100_000 });
    const api = root.as(body.api_key);
    const side = new Side(
      api,
      root,
      await userWith(api, 'owner', body.organization_id),
      body.organization_id,
      body.workspace_id,
    );
    await upload(side.api, { filename: 'eicar.txt', contentType: 'text/plain', bytes: eicar() });
    await found(async () => (await side.api.get('/v1/notifications')).body.items[0]);
    return side;
  };
  const [rest, graphql] = await Promise.all([make(), make()]);
  return { rest, graphql };
}
