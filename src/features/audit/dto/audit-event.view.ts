import { ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import { Node } from '../../../edge/graphql/node/node.js';
import type { AuditAction } from '../../../shared/audit/actions.js';
import type { AuditEvent, Outcome } from '../domain/audit-event.js';
import { describedAction, describedOutcome } from './described.js';

/** An event of the audit trail. */
@ObjectType('AuditEvent', {
  description: 'An act of an administrator, or refused attempts at one.',
  implements: () => Node,
})
export class AuditEventView extends View {
  @Prop.id({ wire: 'audit_event_id', description: 'Its id: `aud_` and 16 characters, in the order of time.' })
  id: string;

  @Prop.dateTime({ description: 'When it was recorded, by the clock of the database.' })
  at: Date;

  @Prop.id({ description: 'The organization that it concerns.' })
  organizationId: string;

  @Prop.id({ nullable: true, description: 'The workspace that it concerns; null for the whole organization.' })
  workspaceId: string | null;

  @Prop.text({ description: 'The user or key that did it; `system` for the service itself.' })
  actor: string;

  @Prop.enumeration({ ...describedAction, description: 'What was done, or attempted.' })
  action: AuditAction;

  @Prop.text({
    nullable: true,
    description: 'The id or hash of what it was done to; null where the request named none.',
  })
  target: string | null;

  @Prop.enumeration({ ...describedOutcome, description: 'Whether it was done.' })
  outcome: Outcome;

  @Prop.json({
    description:
      'More about it: what was set, the reason that was given; of refused attempts their `code` and `attempts`.',
  })
  detail: Record<string, unknown>;

  @Prop.text({ nullable: true, description: 'The id of the request, as in its answer and in the logs.' })
  requestId: string | null;

  @Prop.text({ nullable: true, description: 'The address that the request came from.' })
  address: string | null;

  static from(event: AuditEvent): AuditEventView {
    return Object.assign(new AuditEventView(), event);
  }
}
