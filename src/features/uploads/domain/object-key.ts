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

/** Uploads that a key may belong to: final keys hold the upload's id, and may hold others in a file name. */
export function uploadsNamedIn(key: string): string[] {
  return [...new Set(key.match(/upl_[0-9a-z]{16}/g))];
}

/** The place of the copies that admission works on: keys that never had a URL. */
export function sealedPrefix(upload: { workspaceId: string; id: string }): string {
  return `${upload.workspaceId}/sealed/${upload.id}/`;
}

/** Keys of quarantined bytes. No link is ever signed for them. */
export function quarantinePrefix(owner: { workspaceId: string; id: string }): string {
  return `${owner.workspaceId}/quarantine/${owner.id}/`;
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
 * of another. The SQL functions scan_attempt_keys and scan_final_key name the same
 * ones for the trash.
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
