import { sealedPrefix, stagingKey, tailKey } from '../domain/object-key.js';
import { uploadMethods } from '../domain/upload-method.js';
import type { Upload } from '../domain/upload.js';

/** Where the bytes of an open upload are, as the SQL function trash_working_copies takes it (type working_copies). */
export interface WorkingCopies {
  sealed_prefix: string;
  staged: { key: string; in_parts: boolean }[];
  has_recorded_parts: boolean;
}

export function workingCopiesOf(upload: Pick<Upload, 'id' | 'workspaceId' | 'method'>): WorkingCopies {
  const { inParts, completedBy } = uploadMethods[upload.method];
  const isReceived = completedBy === 'receipt';
  const staged = [{ key: stagingKey(upload), in_parts: inParts }];
  if (isReceived) staged.push({ key: tailKey(upload), in_parts: false });
  return { sealed_prefix: sealedPrefix(upload), staged, has_recorded_parts: isReceived };
}
