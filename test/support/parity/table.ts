import { ofAdministration } from './rows/administration.js';
import { buckets } from './rows/buckets.js';
import { documents } from './rows/documents.js';
import { files, objects } from './rows/files.js';
import type { Row } from './rows/row.js';
import { uploads } from './rows/uploads.js';

/** Every operation of REST that GraphQL has too, by its `operationId`. */
export const rows: Record<string, Row> = {
  ...{ ...uploads, ...files, ...objects, ...buckets, ...documents },
  ...ofAdministration,
};

const FOREIGN = 'spoken by clients that were written for another service; createUpload and confirmUpload do the same';
const IN_CORE = 'the files API for browsers; createUpload and confirmUpload do the same';
const REDIRECT = 'a redirect to the bytes; downloadUrl has the address';
const BY_NODE = 'node finds it by its id';
const OPERATOR = 'for the operator of the installation and its tools, not for frontends';

/** Operations of REST without a twin, and why. */
export const withoutTwin: Record<string, string> = {
  confirmUploadInBucket: 'confirmUpload at another path',
  getUploadContent: REDIRECT,
  getFileContent: REDIRECT,
  viewBlob: REDIRECT,
  viewBlobVariant: REDIRECT,
  getUploadDownloadUrl: 'getFileDownloadUrl at another path',
  followUpload: 'a stream; the subscription uploadChanged has the same changes',
  presignFile: IN_CORE,
  confirmFile: IN_CORE,
  uploadFile: 'the bytes come with the request; GraphQL carries none',
  createDirectUpload: FOREIGN,
  createUploadForm: FOREIGN,
  confirmUploadForm: FOREIGN,
  getFormFileDownloadUrl: FOREIGN,
  deleteFormFile: FOREIGN,
  createTusUpload: FOREIGN,
  getTusUpload: FOREIGN,
  appendTusUpload: FOREIGN,
  terminateTusUpload: FOREIGN,
  overrideTusUpload: FOREIGN,
  getMember: BY_NODE,
  getApiKey: BY_NODE,
  getAttachment: BY_NODE,
  getWebhookEndpoint: BY_NODE,
  getDelivery: BY_NODE,
  login: 'GraphQL needs credentials, and login gives them',
  getLiveness: OPERATOR,
  getReadiness: OPERATOR,
  getMetrics: OPERATOR,
  getStore: OPERATOR,
  receiveStorageEvents: 'called by the object store',
};

/** Root fields of GraphQL without a twin, and why. */
export const withoutOperation: Record<string, string> = {
  'Query.node': 'any object by its id: REST has a path for each kind',
  'Query.nodes': 'as node',
  'Subscription.uploadChanged': 'a stream; REST has followUpload',
  'Subscription.documentChanged': 'a stream; REST has webhooks',
  'Subscription.workspaceActivity': 'a stream; REST has webhooks',
};
