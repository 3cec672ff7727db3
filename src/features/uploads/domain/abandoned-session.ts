import { isOpen } from './upload-states.js';
import type { Upload } from './upload.js';

/** The record of the upload that a session's key names, if there is one. */
export type SessionOwner = Pick<Upload, 'status' | 'multipartId'>;

/** Longer than it takes to record an opened session. */
const OPENING_OUTLIVED_MS = 15 * 60_000;
/** Longer than any attempt at a copy lives. */
const COPY_OUTLIVED_MS = 24 * 3600_000;

/** Whether a session at a staging key will never be completed: its upload has ended, is forgotten, or has another one. */
export function isAbandoned(session: { uploadId: string; ageMs: number }, owner: SessionOwner | undefined): boolean {
  if (owner && isOpen(owner.status) && owner.multipartId !== null) return owner.multipartId !== session.uploadId;
  if (owner && !isOpen(owner.status)) return true;
  return session.ageMs > OPENING_OUTLIVED_MS;
}

/** Whether a session at any other key of this installation is a copy that no attempt will finish. */
export function isLeftCopy({ ageMs }: { ageMs: number }): boolean {
  return ageMs > COPY_OUTLIVED_MS;
}

/** The ids in a key, by which its installation may recognise it. */
export interface KeyTraces {
  workspaceId?: string;
  uploadId?: string;
}

const WORKSPACE = /(?:^|\/)(ws_[0-9a-z]{16})\//;
const UPLOAD = /(?:^|\/)(upl_[0-9a-z]{16})(?=[/.]|$)/;

/**
 * The ids that a key names. Its form alone proves nothing: another installation may share the bucket. A key belongs to this
 * installation if its workspace or its upload is recorded.
 */
export function tracesIn(key: string): KeyTraces {
  return { workspaceId: WORKSPACE.exec(key)?.[1], uploadId: UPLOAD.exec(key)?.[1] };
}
