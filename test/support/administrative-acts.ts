import { randomUUID } from 'node:crypto';
import type { AdministrativeOperation } from '../../src/shared/audit/operations.js';
import type { Api, Json } from './api.js';
import { pdf } from './fixtures.js';
import { linkedPerson } from './outside-identity.js';
import { found } from './resilience/until.js';
import { makeToken } from './upload-tokens.js';
import { upload } from './walk.js';

/** A request for an administrative act: the ids in the path of its route, its body, and the same as input of GraphQL. */
export interface AskedAct {
  path?: Record<string, string>;
  body?: Json;
  input?: Json;
  /** Beyond what is in the path. */
  query?: string;
}

const name = (kind: string) => `${kind}-${randomUUID().slice(0, 8)}`;
const HOOK = 'https://hooks.example/secret-in-the-path?token=also-secret';
const PASSWORD = 'a password that must not be recorded';
const email = () => `${name('person')}@people.example`;

const madeOrganization = async (api: Api) =>
  (await api.post('/v1/organizations', { name: name('org') })).body.organization_id as string;
const madeWorkspace = async (api: Api) =>
  (await api.post('/v1/workspaces', { name: name('space') })).body.workspace_id as string;
const madeUser = async (api: Api) => (await api.post('/v1/users', { email: email() })).body.user_id as string;
const madeBucket = async (api: Api) =>
  (await api.post('/v1/buckets', { bucket_name: name('bucket') })).body.bucket_id as string;
const madeEndpoint = async (api: Api) =>
  (await api.post('/v1/webhook-endpoints', { url: HOOK })).body.endpoint_id as string;

async function madeMember(api: Api) {
  const workspace_id = (await api.get('/v1/me')).body.workspace_id as string;
  const user_id = await madeUser(api);
  await api.post(`/v1/workspaces/${workspace_id}/members`, { user_id, role: 'viewer' });
  return { path: { workspace_id, user_id }, ids: { workspaceId: workspace_id, userId: user_id } };
}

async function madeFile(api: Api) {
  const file = { filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf(randomUUID()) };
  const { upload_id, file_hash } = await upload(api, file);
  return { uploadId: upload_id as string, sha256: file_hash as string };
}

async function quarantined(api: Api) {
  const { uploadId, sha256 } = await madeFile(api);
  await api.post('/v1/quarantine', { sha256, reason: 'found harmful' });
  return uploadId;
}

/** Each administrative operation once, on something that it may act on: a missing one fails the compilation. */
export const administrativeActs: Record<AdministrativeOperation, (api: Api) => Promise<AskedAct>> = {
  createOrganization: async () => both({ name: name('org') }),
  updateOrganization: async (api) => {
    const id = await madeOrganization(api);
    const body = { name: name('org'), tier: 'pro' };
    return { path: { organization_id: id }, body, input: { id, ...body } };
  },
  deleteOrganization: async (api) => {
    const id = await madeOrganization(api);
    return { path: { organization_id: id }, query: '?force=true', input: { id, force: true } };
  },
  createWorkspace: async () => both({ name: name('space') }),
  updateWorkspace: async (api) => {
    const id = await madeWorkspace(api);
    const body = { name: name('space') };
    return { path: { workspace_id: id }, body, input: { id, ...body } };
  },
  deleteWorkspace: async (api) => {
    const id = await madeWorkspace(api);
    return { path: { workspace_id: id }, query: '?force=true', input: { id, force: true } };
  },
  addMember: async (api) => {
    const workspace_id = (await api.get('/v1/me')).body.workspace_id as string;
    const user_id = await madeUser(api);
    const input = { workspaceId: workspace_id, userId: user_id, role: 'viewer' };
    return { path: { workspace_id }, body: { user_id, role: 'viewer' }, input };
  },
  updateMember: async (api) => {
    const { path, ids } = await madeMember(api);
    return { path, body: { role: 'member' }, input: { ...ids, role: 'member' } };
  },
  removeMember: async (api) => {
    const { path, ids } = await madeMember(api);
    return { path, input: ids };
  },
  createUser: async () => both({ email: email(), password: PASSWORD }),
  updateUser: async (api) => {
    const id = await madeUser(api);
    const body = { password: PASSWORD, issuer: 'https://login.example', subject: name('subject') };
    return { path: { user_id: id }, body, input: { id, ...body } };
  },
  deleteUser: async (api) => {
    const id = await madeUser(api);
    return { path: { user_id: id }, input: { id } };
  },
  unlinkIdentity: async (api) => {
    const { userId, identityId } = await linkedPerson(api, 'viewer');
    return { path: { user_id: userId, identity_id: identityId }, input: { userId, identityId } };
  },
  createApiKey: async () => both({ name: name('key'), scopes: ['uploads:read'] }),
  revokeApiKey: async (api) => {
    const { body } = await api.post('/v1/api-keys', { name: name('key'), scopes: ['uploads:read'] });
    return { path: { key_id: body.key_id }, input: { id: body.key_id } };
  },
  createBucket: async () => {
    const bucket_name = name('bucket');
    return { body: { bucket_name }, input: { bucketName: bucket_name } };
  },
  updateBucket: async (api) => {
    const bucket_id = await madeBucket(api);
    return {
      path: { bucket_id },
      body: { description: 'changed' },
      input: { bucketId: bucket_id, description: 'changed' },
    };
  },
  deleteBucket: async (api) => {
    const bucket_id = await madeBucket(api);
    return { path: { bucket_id }, input: { bucketId: bucket_id } };
  },
  createUploadToken: async () => ({
    body: { bucket: 'assets', max_file_size: 1000 },
    input: { bucket: 'assets', maxFileSize: 1000 },
  }),
  revokeUploadToken: async (api) => {
    const { upload_token_id: id } = await makeToken(api);
    return { path: { upload_token_id: id }, input: { id } };
  },
  createWebhookEndpoint: async () => both({ url: HOOK }),
  updateWebhookEndpoint: async (api) => {
    const endpoint_id = await madeEndpoint(api);
    return { path: { endpoint_id }, body: { url: HOOK }, input: { endpointId: endpoint_id, url: HOOK } };
  },
  deleteWebhookEndpoint: (api) => onEndpoint(api),
  rotateWebhookSecret: (api) => onEndpoint(api),
  testWebhookEndpoint: (api) => onEndpoint(api),
  redeliver: async (api) => {
    const endpoint = await madeEndpoint(api);
    await api.post(`/v1/webhook-endpoints/${endpoint}/test`);
    const deliveries = () => api.get(`/v1/webhook-endpoints/${endpoint}/deliveries`);
    const delivery_id = await found(async () => (await deliveries()).body.items[0]?.delivery_id as string | undefined);
    return { path: { delivery_id }, input: { deliveryId: delivery_id } };
  },
  quarantine: async (api) => both({ sha256: (await madeFile(api)).sha256, reason: 'found harmful' }),
  releaseUpload: async (api) => {
    const upload_id = await quarantined(api);
    const body = { reason: 'looked at by hand' };
    return { path: { upload_id }, body, input: { uploadId: upload_id, ...body } };
  },
  getStore: async () => ({}),
};

const both = (body: Json): AskedAct => ({ body, input: body });

async function onEndpoint(api: Api): Promise<AskedAct> {
  const endpoint_id = await madeEndpoint(api);
  return { path: { endpoint_id }, input: { endpointId: endpoint_id } };
}

/** What must never be in the audit trail: secrets of the acts above. */
export const SECRETS = /sk_|ut_|whsec_|secret-in-the-path|also-secret|must not be recorded|people\.example/;
