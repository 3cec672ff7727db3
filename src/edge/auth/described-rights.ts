import type { Role, Scope, Tier } from '../../shared/actor.js';
import type { NamedValues } from '../dto/enum-types.js';

export const describedScope = {
  name: 'Scope',
  meaning: 'A right of an API key, or of a role. Messages and other APIs name it with a colon: `uploads:write`.',
  values: {
    'uploads:write': 'Announce, send, confirm, cancel and delete uploads; make objects and attachments.',
    'uploads:read': 'Read uploads, files, objects and attachments. Writing does not include it.',
    'documents:write': 'Create, change, process and delete documents and knowledge bases.',
    'documents:read': 'Read and search documents and knowledge bases. Writing does not include it.',
    'buckets:admin': 'Create, change and delete buckets.',
    admin: 'Administer keys, members, workspaces and webhooks; includes every scope but system.',
    system: 'Operate the installation: organizations, their tiers and quotas, the store.',
  } satisfies Record<Scope, string>,
} satisfies NamedValues;

export const describedRole = {
  name: 'Role',
  meaning: 'What a member may do in a workspace.',
  values: {
    viewer: 'Reads.',
    member: 'Reads and creates; changes and deletes what they created.',
    admin: 'Changes and deletes everything; manages buckets, keys and webhooks.',
    owner: 'Also manages the members and the workspace itself.',
  } satisfies Record<Role, string>,
} satisfies NamedValues;

export const describedTier = {
  name: 'Tier',
  meaning: 'How large the files of an organization may be.',
  values: {
    free: 'Up to 100 MB a file.',
    pro: 'Up to 5 GB a file.',
    enterprise: 'Up to 50 GB a file.',
  } satisfies Record<Tier, string>,
} satisfies NamedValues;
