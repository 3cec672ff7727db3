import { isOpen } from './upload-states.js';
import type { Upload } from './upload.js';

/** The record of the upload that a session's key names, if there is one. */
export type SessionOwner = Pick<Upload, 'status' | 'multipartId'>;

/** Longer than it takes from opening a session to writing it on its upload. */
const OPENING_OUTLIVED_MS = 15 * 60_000;
/** Longer than any attempt at a copy lives. */
const COPY_OUTLIVED_MS = 24 * 3600_000;

/** Whether nobody will complete or abort a session at a staging key: its upload has ended, or has another session. */
export function isAbandoned(session: { uploadId: string; ageMs: number }, owner: SessionOwner | undefined): boolean {
  if (!owner || !isOpen(owner.status)) return true;
  if (owner.multipartId !== null) return owner.multipartId !== session.uploadId;
  return session.ageMs > OPENING_OUTLIVED_MS;
}

const OF_AN_UPLOAD = /^(?:.*\/)?(?:upl|doc)_[0-9a-z]{16}(?:[/.].*)?$/s;

/** Whether a session at any other key is a copy of ours that nobody finished. What others keep in the bucket is theirs. */
export function isLeftCopy({ key, ageMs }: { key: string; ageMs: number }): boolean {
  return ageMs > COPY_OUTLIVED_MS && OF_AN_UPLOAD.test(key);
}
