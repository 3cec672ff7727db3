import { type Answer, type Api, type Json } from './api.js';
import { announce, blobOf, DIRECT, report, send as sendDirectly } from './direct-uploads.js';
import { pdf } from './fixtures.js';
import { field, filePart, type FormPart, sendForm } from './form.js';
import { upload } from './walk.js';

/** Sends a request under a key. */
export type Send = (api: Api, key: string) => Promise<Answer<Json>>;

/** The route or mutation, the request, and where what it makes is counted. */
export type IdempotentRequest = [name: string, send: Send, counted: string];

const file = { filename: 'a.txt', content_type: 'text/plain', file_size_bytes: 5 };
const post =
  (path: string, body: object): Send =>
  (api, key) =>
    api.call('POST', path, body, { 'idempotency-key': key });
const mutate =
  (name: string, type: string, input: object, fields: string): Send =>
  (api, key) => {
    const query = `mutation ($input: ${type}!) { made: ${name}(input: $input) { ${fields} } }`;
    return api.call('POST', '/graphql', { query, variables: { input } }, { 'idempotency-key': key });
  };
export const form =
  (...parts: FormPart[]): Send =>
  (api, key) =>
    sendForm(api, parts, { 'idempotency-key': key });

export const createOne = post('/v1/buckets/assets/uploads', file);
export const createMany = post('/v1/buckets/assets/uploads/batch', { uploads: [file, { ...file, filename: 'b.txt' }] });
export const createForm = form(field('bucket', 'assets'), filePart(pdf('sent once')));

/** Of documents and knowledge bases. */
export async function documentRequests(api: Api): Promise<IdempotentRequest[]> {
  const { workspace_id } = (await api.get('/v1/me')).body;
  const { upload_id } = await upload(api, { filename: 'd.pdf', contentType: 'application/pdf', bytes: pdf('d') });
  const path = `/api/workspaces/${workspace_id}`;
  const route = '/api/workspaces/{workspace_id}';
  const announced = { filename: 'a.txt', contentType: 'text/plain', fileSize: 5 };
  return [
    [
      `${route}/documents/upload`,
      post(`${path}/documents/upload`, { filename: 'a.txt', content_type: 'text/plain', file_size: 5 }),
      'documents',
    ],
    [`${route}/documents`, post(`${path}/documents`, { upload_id }), 'documents'],
    [`${route}/knowledge-bases`, post(`${path}/knowledge-bases`, { name: 'by REST' }), 'knowledge_bases'],
    ['createDocument', mutate('createDocument', 'CreateDocumentInput', announced, 'id uploadId'), 'documents'],
    [
      'createKnowledgeBase',
      mutate('createKnowledgeBase', 'CreateKnowledgeBaseInput', { name: 'by GraphQL' }, 'id name'),
      'knowledge_bases',
    ],
  ];
}

/** Those of clients that were written for other services, and what they need. */
async function foreignRequests(api: Api): Promise<IdempotentRequest[]> {
  const sent = async () => {
    const one = report();
    const blob = await announce(api, one);
    await sendDirectly(blob, one.bytes);
    return blob.signed_id as string;
  };
  const record = { record_type: 'Post', record_id: '1', name: 'files' };
  const attached = { signedId: await sent(), recordType: 'Post', recordId: '1', name: 'files' };
  const token = { bucket: 'assets', maxFileSize: 1000 };
  return [
    [DIRECT, post(DIRECT, { blob: blobOf(report()) }), 'uploads'],
    ['/v1/attachments', post('/v1/attachments', { signed_id: await sent(), ...record }), 'attachments'],
    ['attach', mutate('attach', 'AttachInput', attached, 'id uploadId'), 'attachments'],
    [
      '/files/upload-url',
      post('/files/upload-url', { filename: 'a.png', success_url: 'https://a.example/' }),
      'uploads',
    ],
    ['/v1/upload-tokens', post('/v1/upload-tokens', { bucket: 'assets', max_file_size: 1000 }), 'upload_tokens'],
    [
      'createUploadToken',
      mutate('createUploadToken', 'CreateUploadTokenInput', token, 'id uploadToken'),
      'upload_tokens',
    ],
  ];
}

async function fileRequests(api: Api): Promise<IdempotentRequest[]> {
  const { upload_id } = await upload(api, { filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf('one') });
  const presign = { filename: 'a.txt', mimeType: 'text/plain', bucket: 'assets', size: 5 };
  const made = { bucketId: 'assets', filename: 'a.txt', contentType: 'text/plain' };
  return [
    ['/v1/buckets/{bucket_id}/uploads', createOne, 'uploads'],
    ['/v1/buckets/{bucket_id}/uploads/batch', createMany, 'uploads'],
    ['/v1/files/presign', post('/v1/files/presign', presign), 'uploads'],
    ['/v1/files/upload', form(field('bucket', 'assets'), filePart(pdf('two'))), 'uploads'],
    [
      '/v1/buckets/{bucket_id}/objects',
      post('/v1/buckets/assets/objects', { upload_ids: [upload_id] }),
      `object_files WHERE upload_id = '${upload_id}'`,
    ],
    ['createUpload', mutate('createUpload', 'CreateUploadInput', made, 'uploadId'), 'uploads'],
    [
      'createUploads',
      mutate(
        'createUploads',
        'CreateUploadsInput',
        { bucketId: 'assets', uploads: [{ filename: 'a.txt', contentType: 'text/plain' }] },
        'uploadId',
      ),
      'uploads',
    ],
    [
      'createObject',
      mutate('createObject', 'CreateObjectInput', { bucketId: 'assets', uploadIds: [upload_id] }, 'objectId'),
      `object_files WHERE upload_id = '${upload_id}'`,
    ],
  ];
}

async function administration(api: Api): Promise<IdempotentRequest[]> {
  const user = async (email: string) => (await api.post('/v1/users', { email })).body.user_id as string;
  const { body: workspace } = await api.post('/v1/workspaces', { name: 'peopled' });
  const members = `/v1/workspaces/${workspace.workspace_id}/members`;
  return [
    ['/v1/buckets', post('/v1/buckets', { bucket_name: 'by-rest' }), 'buckets'],
    ['/v1/api-keys', post('/v1/api-keys', { name: 'ci', scopes: ['uploads:read'] }), 'api_keys'],
    ['/v1/users', post('/v1/users', { email: 'made@example.com' }), 'users'],
    ['/v1/workspaces', post('/v1/workspaces', { name: 'by-rest' }), 'workspaces'],
    [
      '/v1/workspaces/{workspace_id}/members',
      post(members, { user_id: await user('rest@example.com'), role: 'member' }),
      'memberships',
    ],
    ['/v1/organizations', post('/v1/organizations', { name: 'by rest' }), 'organizations'],
    ['createBucket', mutate('createBucket', 'CreateBucketInput', { bucketName: 'by-graphql' }, 'id'), 'buckets'],
    [
      'createApiKey',
      mutate('createApiKey', 'CreateApiKeyInput', { name: 'ci', scopes: ['uploads:read'] }, 'id apiKey'),
      'api_keys',
    ],
    ['createWorkspace', mutate('createWorkspace', 'CreateWorkspaceInput', { name: 'by-graphql' }, 'id'), 'workspaces'],
    [
      'addMember',
      mutate(
        'addMember',
        'AddMemberInput',
        { workspaceId: workspace.workspace_id, userId: await user('graphql@example.com'), role: 'member' },
        'id role',
      ),
      'memberships',
    ],
    [
      'createOrganization',
      mutate('createOrganization', 'CreateOrganizationInput', { name: 'by graphql' }, 'id apiKey'),
      'organizations',
    ],
  ];
}

async function webhooks(api: Api): Promise<IdempotentRequest[]> {
  const url = 'https://hooks.example/airlock';
  const { endpoint_id: endpointId } = (await api.post('/v1/webhook-endpoints', { url })).body;
  const tests = `webhook_deliveries WHERE event_type = 'webhook.test'`;
  return [
    ['/v1/webhook-endpoints', post('/v1/webhook-endpoints', { url }), 'webhook_endpoints'],
    ['/v1/webhook-endpoints/{endpoint_id}/test', post(`/v1/webhook-endpoints/${endpointId}/test`, {}), tests],
    [
      'createWebhookEndpoint',
      mutate('createWebhookEndpoint', 'CreateWebhookEndpointInput', { url }, 'id secret'),
      'webhook_endpoints',
    ],
    [
      'testWebhookEndpoint',
      mutate('testWebhookEndpoint', 'TestWebhookEndpointInput', { endpointId }, 'id eventType createdAt'),
      tests,
    ],
  ];
}

/** Every request that takes an Idempotency-Key, complete, with what it needs. */
export async function idempotentRequests(api: Api): Promise<IdempotentRequest[]> {
  const tables = [fileRequests, documentRequests, foreignRequests, administration, webhooks];
  return (await Promise.all(tables.map((requests) => requests(api)))).flat();
}
