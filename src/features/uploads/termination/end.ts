import type { Upload } from '../domain/upload.js';
import type { Move } from '../records/move.js';
import { moveJson } from '../records/upload-json.js';
import { workingCopiesOf } from '../records/working-copies.js';

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
    working: workingCopiesOf(upload),
  };
}
