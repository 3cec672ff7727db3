import { sealedPrefix, stagingKey, tailKey } from '../domain/object-key.js';
import { uploadMethods } from '../domain/upload-method.js';
import type { Upload } from '../domain/upload.js';
import type { Move } from '../records/move.js';
import { moveJson } from '../records/upload-json.js';

/** One end of an upload; `remove`: its record goes as well. */
export interface End extends Pick<Move, 'actor' | 'detail' | 'changes'> {
  upload: Upload;
  event: 'cancel' | 'expire' | 'reject' | 'remove';
}

/** As the SQL type upload_end has it. */
export function endJson({ upload, event, actor, detail, changes }: End): Record<string, unknown> {
  const { id, workspaceId, organizationId } = upload;
  return {
    organization_id: organizationId,
    workspace_id: workspaceId,
    move: moveJson({ id, workspaceId, event, actor, detail, changes }),
    removes: event === 'remove',
    ...workingCopiesOf(upload),
  };
}

/** Where bytes may be of an upload that is open. */
function workingCopiesOf(upload: Upload): Record<string, unknown> {
  const { inParts, completedBy } = uploadMethods[upload.method];
  const staging = { key: stagingKey(upload), in_parts: inParts };
  const isReceived = completedBy === 'receipt';
  const staged = isReceived ? [staging, { key: tailKey(upload), in_parts: false }] : [staging];
  return { sealed_prefix: sealedPrefix(upload), staged, has_recorded_parts: isReceived };
}
