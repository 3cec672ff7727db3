import { roles, scopes, type Role, type Scope } from '../../src/shared/actor.js';

/** Any of these opens it; `admin` opens all but `system`. */
type Needed = readonly Scope[];

/** Shown wherever its parent is shown. */
const OPEN: Needed = scopes;
const READ: Needed = ['uploads:read'];
const WRITE: Needed = ['uploads:write'];
const READ_DOCUMENTS: Needed = ['documents:read'];
const WRITE_DOCUMENTS: Needed = ['documents:write'];
const TASKS: Needed = ['uploads:read', 'documents:read'];
const ADMIN: Needed = ['admin'];
const BUCKETS: Needed = ['uploads:read', 'buckets:admin'];

/** What a caller needs to see a field: by the field, else by its type. A type without a row fails the test. */
const needed: Record<string, Needed> = {
  // What a sender sees of an upload; the rest, and all that is found out about the bytes, is for readers.
  Upload: READ,
  ...open('Upload', 'id uploadId bucketId filename contentType presignedUrlExpiration status statusReason'),
  ...open('Upload', 'createObjectOnConfirm skipDuplicates createdAt expiresAt serverTime completedAt message taskId'),
  ...open('Upload', 'presignedUrl method headers fields partSize partCount guarantees'),
  ...open('Upload', 'skippedUniqueKey existingObjectId'),
  'Upload.parts': ['uploads:read', 'uploads:write'],
  ...{ StoredParts: OPEN, StoredPart: OPEN, SignedParts: OPEN, SignedPart: OPEN, NameValue: OPEN },
  ...{ Timeline: READ, TimelineEntry: READ, ScanReport: ADMIN, Task: TASKS, TaskError: TASKS },
  File: READ,
  ...open('File', 'id fileId status statusReason filename mimeType bucket createdAt'),
  ...{ Image: READ, Variant: READ },
  Object: READ,
  ...open('Object', 'id objectId bucketId blobs createdAt'),
  ...{ ObjectBlob: OPEN, 'ObjectBlob.url': READ },
  Attachment: READ,
  ...open('Attachment', 'id attachmentId uploadId recordType recordId name createdAt'),
  UploadToken: WRITE,
  Document: READ_DOCUMENTS,
  ...open('Document', 'id documentId uploadId name filename contentType processingStatus createdAt updatedAt'),
  ...open('Document', 'uploadUrl headers expiresAt'),
  ...{ 'Document.upload': READ, 'Upload.document': READ_DOCUMENTS },
  ...{ DocumentProcessing: READ_DOCUMENTS, DocumentError: READ_DOCUMENTS },
  ...open('DocumentProcessing', 'documentId processingStatus taskId'),
  KnowledgeBase: READ_DOCUMENTS,
  ...open('KnowledgeBase', 'id knowledgeBaseId name createdAt updatedAt'),
  ...{ DocumentChunk: READ_DOCUMENTS, SearchHit: READ_DOCUMENTS },
  ...{ Notification: READ, WorkspaceActivity: READ, Bucket: BUCKETS, UnscannableException: BUCKETS },
  ...{
    Usage: ['uploads:read', 'admin'],
    BucketUsage: ['uploads:read', 'admin'],
    Reservation: ['uploads:read', 'admin'],
  },
  // Of a user, or one's own.
  ...{ Viewer: OPEN, ViewerWorkspace: OPEN, Identity: OPEN },
  ...{ ApiKey: ADMIN, Member: ADMIN, Workspace: ADMIN, Quarantine: ADMIN, Organization: ['admin', 'system'] },
  ...{ User: ADMIN, ConfirmedUpload: OPEN, ItemError: OPEN },
  ...{ WebhookEndpoint: ADMIN, WebhookDelivery: ADMIN, WebhookAttempt: ADMIN },
  ...{ AuditEvent: ['admin', 'system'], 'Query.auditEvents': ['admin', 'system'] },

  Query: ADMIN,
  'Query.viewer': OPEN,
  // Each type asks for what its own root field asks for: `nodesNeed`.
  ...{ Node: OPEN, 'Query.node': OPEN, 'Query.nodes': OPEN },
  'Query.usage': ['uploads:read', 'admin'],
  ...each('Query', 'upload uploads file files object objects attachments notifications', READ),
  'Query.uploadTokens': WRITE,
  'Query.task': TASKS,
  ...each('Query', 'bucket buckets', BUCKETS),
  ...each('Query', 'document documents knowledgeBase knowledgeBases searchDocuments', READ_DOCUMENTS),
  Mutation: ADMIN,
  ...each('Mutation', 'createOrganization deleteOrganization', ['system']),
  'Mutation.markNotificationRead': READ,
  ...each('Mutation', 'createUpload createUploads signUpload signUploadParts confirmUpload cancelUpload', WRITE),
  'Mutation.confirmUploads': WRITE,
  ...each('Mutation', 'createObject deleteObject deleteFile makeVariants attach detach', WRITE),
  ...each('Mutation', 'createUploadToken revokeUploadToken', WRITE),
  ...each(
    'Mutation',
    'createDocument confirmDocument updateDocument deleteDocument reprocessDocument',
    WRITE_DOCUMENTS,
  ),
  ...each('Mutation', 'createKnowledgeBase updateKnowledgeBase deleteKnowledgeBase', WRITE_DOCUMENTS),
  ...each('Mutation', 'createBucket updateBucket deleteBucket', ['buckets:admin']),
  Subscription: READ,
};

/** What a caller needs to find an object by its id through `node`: every type of nodes. */
export const nodesNeed: Record<string, readonly Scope[]> = {
  ...{ Upload: READ, Object: READ, Attachment: READ, Notification: READ, Bucket: BUCKETS },
  ...{ Document: READ_DOCUMENTS, DocumentChunk: READ_DOCUMENTS, KnowledgeBase: READ_DOCUMENTS },
  // Of an admission, as the one that is looked for.
  Task: READ,
  UploadToken: WRITE,
  ...{ ApiKey: ADMIN, Identity: ADMIN, Member: ADMIN, Organization: ADMIN, User: ADMIN, Workspace: ADMIN },
  ...{ WebhookEndpoint: ADMIN, WebhookDelivery: ADMIN, AuditEvent: ['admin', 'system'] },
};

/** What only repeats the caller's own input is shown to it: the properties of what it made, not what they lead to. */
const ownWords: Record<string, RegExp> = {
  createUpload: /^Upload\.(?!file$|timeline$|document$)/,
  createUploads: /^Upload\.(?!file$|timeline$|document$)/,
  createDocument: /^Document\.(?!processing$|downloadUrl$|upload$|knowledgeBases$|chunks$)/,
  createKnowledgeBase: /^KnowledgeBase\./,
  createObject: /^Object\.metadata$/,
};

function each(type: string, fields: string, scopes: Needed): Record<string, Needed> {
  return Object.fromEntries(fields.split(' ').map((field) => [`${type}.${field}`, scopes]));
}

function open(type: string, fields: string): Record<string, Needed> {
  return each(type, fields, OPEN);
}

/** Types that only hold items together; the items have rows of their own. */
const ofPages = /(Connection|Edge|PageInfo)$/;

const has = (held: ReadonlySet<Scope>, scope: Scope) => held.has(scope) || (scope !== 'system' && held.has('admin'));

/** Whether one of these scopes, which the caller needs, is among those that it has. */
export const hasOneOf = (held: ReadonlySet<Scope>, needs: readonly Scope[]) => needs.some((scope) => has(held, scope));

export const isListed = (type: string) => ofPages.test(type) || type in needed;

/** Whether a caller sees this field (`Type.field`) in the answer of a root field. */
export function mayBeTold(held: ReadonlySet<Scope>, coordinate: string, root: string): boolean {
  if (ownWords[root]?.test(coordinate)) return true;
  const type = coordinate.split('.')[0]!;
  if (ofPages.test(type)) return true;
  const scopes = needed[coordinate] ?? needed[type] ?? [];
  return scopes === OPEN || scopes.some((scope) => has(held, scope));
}

const reads: Scope[] = ['uploads:read', 'documents:read'];
const writes: Scope[] = ['uploads:write', 'documents:write'];
const administers: Scope[] = ['buckets:admin', 'admin'];

/** What each role amounts to. */
export const scopesOfRoles: Record<Role, readonly Scope[]> = {
  viewer: reads,
  member: [...reads, ...writes],
  admin: [...reads, ...writes, ...administers],
  owner: [...reads, ...writes, ...administers],
};

export { roles, scopes, type Role, type Scope };
