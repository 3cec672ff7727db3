import type { Api } from './api.js';
import { announce, attach, report, send } from './direct-uploads.js';
import { eicar, pdf } from './fixtures.js';
import { ingestedDocument } from './ingested-document.js';
import type { Ids } from './routes.js';
import { found } from './resilience/until.js';
import { ISSUER } from './outside-identity.js';
import { makeToken } from './upload-tokens.js';
import { create, settled, upload } from './walk.js';

const file = (text: string) => ({ filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf(text) });

/** A caller and the ids of one resource of every kind. */
export interface PopulatedTenant {
  api: Api;
  ids: Ids;
}

/** One of everything in a workspace, made by a key that administers it. */
export async function populateWorkspace(api: Api, ids: Ids): Promise<PopulatedTenant> {
  const hook = { url: 'https://hooks.example/airlock' };
  const { body: endpoint } = await api.post('/v1/webhook-endpoints', hook);
  const available = await upload(api, file(ids.workspace!));
  const pending = await create(api, file(ids.workspace!));
  const email = `${ids.workspace}@example.com`;
  const { body: user } = await api.post('/v1/users', { email, issuer: ISSUER, subject: ids.workspace });
  await api.post(`/v1/workspaces/${ids.workspace}/members`, { user_id: user.user_id, role: 'member' });
  const { body: key } = await api.post('/v1/api-keys', {
    name: 'spare',
    scopes: ['uploads:read'],
    workspace_id: ids.workspace,
  });
  const delivery = await firstDelivery(api, endpoint.endpoint_id);
  // It goes nowhere from here: what was read of it stays as it was.
  await api.call('PATCH', `/v1/webhook-endpoints/${endpoint.endpoint_id}`, { status: 'disabled' });
  const upload_ = {
    upload: available.upload_id,
    file: available.upload_id,
    node: available.upload_id,
    ids: available.upload_id,
    task: available.task_id,
    pending: pending.upload_id,
    object: available.bucket_object_id,
  };
  const notification = await refusal(api);
  const attachment = await attachedFile(api);
  const { upload_token_id: uploadToken } = await makeToken(api);
  const document = await ingestedDocument(api, ids.workspace!);
  const { body: trail } = await api.get('/v1/audit-events?limit=1');
  const webhooks = { endpoint: endpoint.endpoint_id, delivery, notification };
  return {
    api,
    ids: {
      ...ids,
      ...upload_,
      ...webhooks,
      ...document,
      attachment,
      uploadToken,
      bucket: available.bucket_id,
      user: user.user_id,
      identity: user.identities[0].identity_id,
      key: key.key_id,
      auditEvent: trail.items[0].audit_event_id,
    },
  };
}

/** A file of a record. */
async function attachedFile(api: Api): Promise<string> {
  const one = report();
  const blob = await announce(api, one);
  await send(blob, one.bytes);
  const { body } = await attach(api, blob.signed_id);
  await settled(api, body.upload_id);
  return body.attachment_id;
}

/** An infected file, and the notification that it was refused. */
async function refusal(api: Api): Promise<string> {
  await upload(api, { filename: 'eicar.txt', contentType: 'text/plain', bytes: eicar() });
  return found(async () => (await api.get('/v1/notifications')).body.items[0]?.notification_id);
}

function firstDelivery(api: Api, endpointId: string): Promise<string> {
  const deliveries = () => api.get(`/v1/webhook-endpoints/${endpointId}/deliveries`);
  return found(async () => (await deliveries()).body.items.at(-1)?.delivery_id);
}
