/** Where URLs point. Nothing under it is ever served. */
export function stagingKey(upload: { workspaceId: string; id: string }): string {
  return `${upload.workspaceId}/staging/${upload.id}`;
}

const STAGING_KEY = /^(ws_[0-9a-z]{16})\/staging\/(upl_[0-9a-z]{16})$/;

/** Which upload a staging key belongs to, if it is one. */
export function uploadOfStagingKey(key: string): { workspaceId: string; id: string } | null {
  const [, workspaceId, id] = STAGING_KEY.exec(key) ?? [];
  return workspaceId && id ? { workspaceId, id } : null;
}

/** Where admission puts the copy it works on: keys that never had a URL, one per attempt. */
export function sealedPrefix(upload: { workspaceId: string; id: string }): string {
  return `${upload.workspaceId}/sealed/${upload.id}/`;
}

/** Where bytes are kept that nobody may read: keys that no link was ever signed for. */
export function quarantinePrefix(blob: { workspaceId: string; id: string }): string {
  return `${blob.workspaceId}/quarantine/${blob.id}/`;
}

interface KeyPlan {
  workspaceId: string;
  bucketId: string;
  uploadId: string;
  strategy: 'id' | 'date';
  prefix: string;
  filename: string;
  at: Date;
}

/** The final key as the bucket names it (CONTRACT 0). Opaque but for the extension: file names live in the database. */
export function plannedKey(plan: KeyPlan): string {
  if (plan.strategy === 'id') return `${plan.workspaceId}/${plan.bucketId}/${plan.uploadId}`;
  const day = plan.at.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${plan.prefix}${day}/${plan.uploadId}${safeExtension(plan.filename)}`;
}

/** Keys are never reused: an attempt that cannot know whether an earlier one wrote the key takes the next. */
export function nthKey(planned: string, n: number): string {
  return n === 1 ? planned : `${planned}.${n}`;
}

function safeExtension(filename: string): string {
  return /\.[A-Za-z0-9]{1,10}$/.exec(filename)?.[0].toLowerCase() ?? '';
}
