import { SetMetadata } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import type { Execution } from '../loading/execution.js';
import type { Node } from './node.js';

export const NODE_LOOKUP = 'airlock:node-lookup';

/** Finds one object for a caller, or throws NOT_FOUND. */
export type LookUpNode = (actor: Actor, id: string, execution: Execution) => Promise<Node>;

/**
 * `node(id)` finds objects whose ids have this form by this method of a resolver, for callers that have its scope. `form`: a
 * prefix of ids, or a pattern where ids have another form. The method may be the root field of the type as well.
 */
export const NodeLookup =
  (form: string | RegExp) =>
  <Method extends LookUpNode>(target: object, key: string, method: TypedPropertyDescriptor<Method>): void => {
    const pattern = typeof form === 'string' ? new RegExp(`^${form}_[0-9a-z]{16}$`) : form;
    SetMetadata(NODE_LOOKUP, pattern)(target, key, method);
  };
