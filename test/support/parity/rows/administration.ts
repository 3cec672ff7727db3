import type { Side } from '../side.js';
import type { Row } from './row.js';

const attachments: Record<string, Row> = {
  attach: {
    good: async (side) => ({ signed_id: await side.signedId(), record_type: 'Post', record_id: '1', name: 'files' }),
    cases: {
      'a signed id that is none': () => ({ signed_id: 'x', record_type: 'Post', record_id: '1', name: 'files' }),
    },
  },
  listAttachments: {
    good: async (side) => {
      await side.attachment();
      return { record_type: 'Post', record_id: '1', limit: 1 };
    },
  },
  detach: { good: async (side) => ({ attachment_id: await side.attachment() }) },
};

const keys: Record<string, Row> = {
  createApiKey: {
    good: (side) => ({
      ...{ name: side.name('key'), scopes: ['uploads:read'], workspace_id: side.workspace },
      expires_at: '2100-01-01T00:00:00.000Z',
    }),
    cases: {
      'with a scope that the caller has not': () => ({ name: 'x', scopes: ['system'] }),
      'that has expired': () => ({ name: 'x', scopes: ['uploads:read'], expires_at: '2020-01-01T00:00:00.000Z' }),
      'that expires at no moment': () => ({ name: 'x', scopes: ['uploads:read'], expires_at: 'tomorrow' }),
    },
  },
  listApiKeys: {
    good: async (side) => {
      await side.key();
      return { limit: 1 };
    },
  },
  revokeApiKey: {
    good: async (side) => ({ key_id: await side.key() }),
    cases: {
      'that is revoked': async (side) => {
        const key_id = await side.key();
        await side.api.delete(`/v1/api-keys/${key_id}`);
        return { key_id };
      },
    },
  },
  createUploadToken: {
    good: () => ({
      ...{ bucket: 'assets', max_file_size: 1000, max_files: 2, expires_in: 600 },
      ...{ allowed_content_types: ['image/*'], origin: 'https://app.example' },
    }),
    cases: {
      'for larger files than the tier allows': () => ({ bucket: 'assets', max_file_size: 6_000_000_000 }),
      'for an origin that is none': () => ({ bucket: 'assets', max_file_size: 1, origin: 'app' }),
    },
  },
  listUploadTokens: {
    good: async (side) => {
      await side.uploadToken();
      return { limit: 1 };
    },
  },
  revokeUploadToken: { good: async (side) => ({ upload_token_id: await side.uploadToken() }) },
};

/** A role is one in a workspace: the one that the path names by REST, that of the request by GraphQL. */
const inAnother = { 'a viewer': 'by REST the path says where the caller acts', 'a member': 'as a viewer' };

const tenants: Record<string, Row> = {
  getViewer: { good: () => ({}) },
  getUsage: { good: () => ({}) },
  createOrganization: {
    good: (side) => ({ name: side.name('customer'), tier: 'pro', quota_bytes: 1000, pending_limit: 5 }),
    by: 'root',
  },
  listOrganizations: { good: () => ({ limit: 5 }) },
  getOrganization: { good: (side) => ({ organization_id: side.organization }) },
  updateOrganization: {
    good: async (side) => ({
      ...{ organization_id: await side.otherOrganization(), name: side.name('customer') },
      ...{ tier: 'enterprise', quota_bytes: 7, pending_limit: 3 },
    }),
    by: 'root',
    cases: { 'a tier, without the scope': (side) => ({ organization_id: side.organization, tier: 'pro' }) },
  },
  deleteOrganization: {
    good: async (side) => ({ organization_id: await side.otherOrganization(), force: true }),
    by: 'root',
    cases: {
      'of the caller': async (side) => ({ organization_id: (await side.root.get('/v1/me')).body.organization_id }),
    },
  },
  createWorkspace: {
    good: (side) => ({ name: side.name('space') }),
    cases: {
      'with a name that is there': () => ({ name: 'default' }),
      'named like an id': () => ({ name: 'ws_0123456789abcdef' }),
    },
  },
  listWorkspaces: { good: () => ({ limit: 1 }) },
  getWorkspace: { good: (side) => ({ workspace_id: side.workspace }) },
  updateWorkspace: {
    unlike: inAnother,
    good: async (side) => ({ workspace_id: await side.otherWorkspace(), name: side.name('renamed') }),
    cases: {
      'to a name that is there': async (side) => ({ workspace_id: await side.otherWorkspace(), name: 'default' }),
    },
  },
  deleteWorkspace: {
    unlike: inAnother,
    good: async (side) => ({ workspace_id: await side.otherWorkspace(), force: true }),
    cases: { 'with files, unforced': (side) => ({ workspace_id: side.workspace }) },
  },
};

const people: Record<string, Row> = {
  createUser: {
    good: (side) => ({
      ...{ email: `${side.name('person')}@example.com`, password: 'a long password', name: 'Ada' },
      ...{ issuer: 'https://issuer.example', subject: side.name('subject') },
    }),
    cases: {
      'with an address that is there': async (side) => {
        const { body } = await side.api.get(`/v1/users/${await side.user()}`);
        return { email: body.email };
      },
      'with half an identity': (side) => ({ email: `${side.name('person')}@example.com`, issuer: 'x' }),
    },
  },
  listAuditEvents: {
    good: async (side) => {
      await side.user();
      return { action: 'user.create', limit: 1 };
    },
    cases: {
      'with an action that is none': () => ({ action: 'bucket.burn' }),
      'since a moment that is none': () => ({ since: 'yesterday' }),
    },
  },
  listUsers: {
    good: async (side) => {
      await side.linked();
      return { limit: 1 };
    },
  },
  getUser: { good: async (side) => ({ user_id: (await side.linked()).user_id }) },
  updateUser: {
    good: async (side) => ({
      ...{ user_id: await side.user(), email: `${side.name('person')}@example.com`, name: 'Ada' },
      ...{ password: 'a long password', issuer: 'https://issuer.example', subject: side.name('subject') },
    }),
    cases: {
      'to an identity of another': async (side) => {
        const subject = side.name('taken');
        const other = { email: `${side.name('person')}@example.com`, issuer: 'https://issuer.example', subject };
        await side.api.post('/v1/users', other);
        return { user_id: await side.user(), issuer: 'https://issuer.example', subject };
      },
    },
  },
  unlinkIdentity: {
    good: (side) => side.linked(),
    cases: {
      'that is unlinked': async (side) => {
        const { user_id, identity_id } = await side.linked();
        await side.api.delete(`/v1/users/${user_id}/identities/${identity_id}`);
        return { user_id, identity_id };
      },
      'of another user': async (side) => ({ ...(await side.linked()), user_id: await side.user() }),
    },
  },
  deleteUser: { good: async (side) => ({ user_id: await side.user() }) },
  addMember: {
    good: async (side) => ({ workspace_id: side.workspace, user_id: await side.user(), role: 'member' }),
    cases: {
      'that is one': async (side) => ({ workspace_id: side.workspace, user_id: await side.member(), role: 'viewer' }),
    },
  },
  listMembers: {
    good: async (side) => {
      await side.member();
      return { workspace_id: side.workspace, limit: 1 };
    },
  },
  updateMember: {
    good: async (side) => ({ workspace_id: side.workspace, user_id: await side.member(), role: 'admin' }),
  },
  removeMember: { good: async (side) => ({ workspace_id: side.workspace, user_id: await side.member() }) },
};

const endpoint = (side: Side) => ({
  url: 'https://hooks.example/other',
  events: ['upload.available', 'upload.rejected'],
  description: side.name('hook'),
  status: 'disabled',
});

const events: Record<string, Row> = {
  createWebhookEndpoint: {
    good: endpoint,
    cases: {
      'at a private address': () => ({ url: 'http://10.0.0.1/' }),
      'at no address': () => ({ url: 'nowhere' }),
    },
  },
  listWebhookEndpoints: {
    good: async (side) => {
      await side.endpoint();
      return { limit: 1 };
    },
  },
  updateWebhookEndpoint: { good: async (side) => ({ endpoint_id: await side.endpoint(), ...endpoint(side) }) },
  deleteWebhookEndpoint: { good: async (side) => ({ endpoint_id: await side.endpoint() }) },
  rotateWebhookSecret: { good: async (side) => ({ endpoint_id: await side.endpoint() }) },
  testWebhookEndpoint: {
    good: async (side) => ({ endpoint_id: await side.endpoint(), event_type: 'upload.rejected' }),
  },
  listDeliveries: { good: async (side) => ({ endpoint_id: (await side.delivery()).endpoint_id, limit: 1 }) },
  redeliver: { good: async (side) => ({ delivery_id: (await side.delivery()).delivery_id }) },
  listNotifications: { good: () => ({ limit: 2 }) },
  markNotificationRead: {
    by: 'owner',
    good: async (side) => {
      const { body } = await side.api.get('/v1/notifications');
      return { notification_id: body.items[0].notification_id };
    },
  },
};

export const ofAdministration: Record<string, Row> = { ...attachments, ...keys, ...tenants, ...people, ...events };
