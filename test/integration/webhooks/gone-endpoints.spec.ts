import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/shared/ids.js';
import { HookReceiver } from '../../support/hook-receiver.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { insertUpload } from '../../support/uploads.js';
import { unrecorded } from '../../support/unrecorded.js';
import { webhooksOn } from '../../support/webhooks.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
let hooks: ReturnType<typeof webhooksOn>;
let receivers: HookReceiver[];

beforeAll(async () => {
  setup = await productDatabase();
  hooks = webhooksOn(setup);
});
afterAll(() => setup.close());
beforeEach(async () => {
  tenant = await makeTenant(setup.database);
  receivers = [];
});
afterEach(() => receivers.forEach((receiver) => receiver.close()));

async function receiver(answer: HookReceiver['answer']): Promise<HookReceiver> {
  const started = await HookReceiver.start(answer);
  receivers.push(started);
  return started;
}

const endpointFor = async (url: string) =>
  (await hooks.endpoints.create(
    tenant,
    { id: newId('whk'), url, events: ['*'], description: null, status: 'active' },
    unrecorded,
  ))!.id;
const upload = () => insertUpload(setup.database, tenant);
const rows = (endpointId: string) =>
  setup.database.system.webhookDelivery.findMany({ where: { endpointId }, orderBy: { id: 'asc' } });
const dueNow = () => setup.database.system.webhookDelivery.updateMany({ data: { nextTryAt: new Date(0) } });

/** Everything that is due, once. */
async function send(lanes: ('healthy' | 'failing')[] = ['healthy', 'failing']): Promise<void> {
  for (const lane of lanes)
    for (const endpoint of await hooks.deliverer.claim(lane, 100, `test ${Math.random()}`))
      await hooks.deliverer.deliver(endpoint, () => false);
}

describe('an endpoint that answers 410', () => {
  it('is disabled; refused deliveries have failed, pending ones continue when it is active again', async () => {
    let answers = 410;
    const gone = await receiver(() => answers);
    const endpoint = await endpointFor(gone.url);
    for (let n = 0; n < 10; n++) await upload();
    await hooks.relay.publish(100);
    await send();
    const disabled = await hooks.endpoints.find(tenant, endpoint);
    expect(disabled).toMatchObject({ status: 'disabled', disabledReason: 'gone', disabledAt: expect.any(Date) });
    const [first] = await rows(endpoint);
    const attempts = [{ statusCode: 410, error: expect.stringContaining('disabled') }];
    expect(first).toMatchObject({ status: 'failed', attempts, completedAt: expect.any(Date) });
    const calls = gone.received.length;
    await dueNow();
    await send();
    expect(gone.received).toHaveLength(calls);
    answers = 200;
    const active = await hooks.endpoints.update(tenant, endpoint, { status: 'active' }, unrecorded);
    expect(active).toMatchObject({ status: 'active', disabledReason: null, disabledAt: null, failingSince: null });
    await send();
    expect((await rows(endpoint)).filter(({ status }) => status === 'delivered').length).toBe(10 - calls);
  });

  it('but whose URL changed during the call, stays active', async () => {
    const endpoint = { id: '' };
    const gone = await receiver(() => (response) => {
      const moved = hooks.endpoints.update(tenant, endpoint.id, { url: 'https://moved.example/' }, unrecorded);
      void moved.then(() => response.writeHead(410).end());
    });
    endpoint.id = await endpointFor(gone.url);
    await upload();
    await hooks.relay.publish(100);
    await send(['healthy']);
    expect(await hooks.endpoints.find(tenant, endpoint.id)).toMatchObject({ status: 'active', disabledReason: null });
  });
});
