import type { Actor, Scope } from '../../../shared/actor.js';
import { mayUse } from '../../../shared/actor.js';

const onUpload = { 'documents:write': 'uploads:write', 'documents:read': 'uploads:read' } as const;

/**
 * The caller as the use cases of uploads see it, for the upload of a document: who may write or read documents may write
 * or read their files. Pass it only together with the id of a document's upload.
 */
export function asOwnerOfUpload(actor: Actor): Actor {
  const held = (Object.keys(onUpload) as (keyof typeof onUpload)[]).filter((scope) => mayUse(actor, scope));
  return { ...actor, scopes: new Set<Scope>([...actor.scopes, ...held.map((scope) => onUpload[scope])]) };
}
