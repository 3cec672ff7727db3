/** The key that upload URLs point to. Nothing under it is ever served. */
export function stagingKey(upload: { workspaceId: string; id: string }): string {
  return `${upload.workspaceId}/staging/${upload.id}`;
}

/** Beside it, the last bytes of an upload by tus while they are too few for a part. */
export function tailKey(upload: { workspaceId: string; id: string }): string {
  return `${stagingKey(upload)}.tail`;
}

const STAGING_KEY = /^(ws_[0-9a-z]{16})\/staging\/(upl_[0-9a-z]{16})$/;

/** Which upload a staging key belongs to, if it is one. */
export function uploadOfStagingKey(key: string): { workspaceId: string; id: string } | null {
  const [, workspaceId, id] = STAGING_KEY.exec(key) ?? [];
  return workspaceId && id ? { workspaceId, id } : null;
}

/** The place of the copies that admission works on: keys that never had a URL. */
export function sealedPrefix(upload: { workspaceId: string; id: string }): string {
  return `${upload.workspaceId}/sealed/${upload.id}/`;
}

/** Keys of quarantined bytes. No link is ever signed for them. */
export function quarantinePrefix(owner: { workspaceId: string; id: string }): string {
  return `${owner.workspaceId}/quarantine/${owner.id}/`;
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

/** The final key, by the bucket's strategy. Opaque but for the extension: file names live in the database. */
export function plannedKey(plan: KeyPlan): string {
  if (plan.strategy === 'id') return `${plan.workspaceId}/${plan.bucketId}/${plan.uploadId}`;
  const day = plan.at.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${plan.prefix}${day}/${plan.uploadId}${safeExtension(plan.filename)}`;
}

/** What one attempt at admission may write. */
export interface AttemptPlaces {
  /** The copy it works on. */
  sealed: string;
  /** Where the bytes of an admitted file are. */
  final: string;
  /** Where quarantined bytes are. */
  quarantine: string;
}

/**
 * The keys of an upload's current attempt. Every attempt has its own, so that a late copy of one that died meets no bytes
 * of another. The SQL function scan_attempt_keys names the same ones for the trash.
 */
export function attemptPlaces(upload: {
  workspaceId: string;
  id: string;
  key: string;
  attempts: number;
}): AttemptPlaces {
  const { key, attempts } = upload;
  return {
    sealed: `${sealedPrefix(upload)}${attempts}`,
    final: attempts === 1 ? key : `${key}.${attempts}`,
    quarantine: `${quarantinePrefix(upload)}${attempts}`,
  };
}

function safeExtension(filename: string): string {
  return /\.[A-Za-z0-9]{1,10}$/.exec(filename)?.[0].toLowerCase() ?? '';
}
