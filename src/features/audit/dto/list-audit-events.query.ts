import { ArgsType, InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { PageArgs } from '../../../edge/page/page-args.js';
import { PageQuery } from '../../../edge/page/page-query.js';
import type { AuditAction } from '../../../shared/audit/actions.js';
import type { AuditFilter, Outcome } from '../domain/audit-event.js';
import { describedAction, describedOutcome } from './described.js';

const described = {
  actor: Prop.text({ min: 1, max: 64, optional: true, description: 'Only acts of this user or key.' }),
  action: Prop.enumeration({ ...describedAction, optional: true, description: 'Only this action.' }),
  outcome: Prop.enumeration({ ...describedOutcome, optional: true, description: 'Only what was done, or refused.' }),
  since: Prop.dateTime({ optional: true, description: 'Only what was recorded from this time on.' }),
};

/** Which events of the audit trail a list shows. */
export class ListAuditEventsQuery extends PageQuery implements AuditFilter {
  @described.actor actor?: string;
  @described.action action?: AuditAction;
  @described.outcome outcome?: Outcome;
  @described.since since?: Date;
}

@InputType('AuditEventFilter', { description: 'Which events of the audit trail a list shows.' })
export class AuditEventFilterInput implements AuditFilter {
  @described.actor actor?: string;
  @described.action action?: AuditAction;
  @described.outcome outcome?: Outcome;
  @described.since since?: Date;
}

@ArgsType()
export class ListAuditEventsArgs extends PageArgs {
  @Prop.object(() => AuditEventFilterInput, { optional: true, description: 'Which events.' })
  filter?: AuditEventFilterInput;
}

export function auditFilterOf({ actor, action, outcome, since }: AuditFilter): AuditFilter {
  return { actor, action, outcome, since };
}
