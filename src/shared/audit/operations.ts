import type { AuditAction } from './actions.js';

/**
 * Every administrative operation, by its id in OpenAPI, which is its field in GraphQL, and the action it is recorded as. The
 * one place that declares it: what is listed here gets the origin of the request (`Actor.origin`), records itself when it
 * succeeds, and is recorded when it is refused.
 */
export const administrativeOperations = {
  createOrganization: 'organization.create',
  updateOrganization: 'organization.update',
  deleteOrganization: 'organization.delete',
  createWorkspace: 'workspace.create',
  updateWorkspace: 'workspace.update',
  deleteWorkspace: 'workspace.delete',
  addMember: 'member.add',
  updateMember: 'member.update',
  removeMember: 'member.remove',
  createUser: 'user.create',
  updateUser: 'user.update',
  deleteUser: 'user.delete',
  unlinkIdentity: 'identity.unlink',
  createApiKey: 'api_key.create',
  revokeApiKey: 'api_key.revoke',
  createBucket: 'bucket.create',
  updateBucket: 'bucket.update',
  deleteBucket: 'bucket.delete',
  createUploadToken: 'upload_token.create',
  revokeUploadToken: 'upload_token.revoke',
  createWebhookEndpoint: 'webhook_endpoint.create',
  updateWebhookEndpoint: 'webhook_endpoint.update',
  deleteWebhookEndpoint: 'webhook_endpoint.delete',
  rotateWebhookSecret: 'webhook_endpoint.rotate_secret',
  testWebhookEndpoint: 'webhook_endpoint.test',
  redeliver: 'webhook_delivery.redeliver',
  quarantine: 'content.quarantine',
  releaseUpload: 'upload.release',
  getStore: 'store.inspect',
} as const satisfies Record<string, AuditAction>;
export type AdministrativeOperation = keyof typeof administrativeOperations;

/** The action of an operation, if it is administrative. */
export function actionOf(operation: string | undefined): AuditAction | undefined {
  if (operation === undefined || !Object.hasOwn(administrativeOperations, operation)) return undefined;
  return administrativeOperations[operation as AdministrativeOperation];
}
