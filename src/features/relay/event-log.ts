import { Logger } from '@nestjs/common';
import type { RelayedEvent } from './relayed-event.js';

const logger = new Logger('Events');

/** Every change of state that the product publishes, once it is published: the moves of uploads, and what was announced. */
export function logEvents(events: readonly RelayedEvent[]): void {
  for (const { type, resource, workspaceId, organizationId, sequence, at, from, to, detail, actor } of events) {
    const move = to === null ? type : `moved${from === null ? '' : ` from ${from}`} to ${to}`;
    logger.log(`${resource.id} ${move}${detail === null ? '' : `: ${detail}`}`, {
      event: type,
      [`${resource.kind}_id`]: resource.id,
      ...{ workspace_id: workspaceId, organization_id: organizationId, actor, sequence, at },
      ...{ from, to, reason: detail },
    });
  }
}
