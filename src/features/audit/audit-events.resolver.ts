import { Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs } from '../../edge/dto/read.js';
import { NodeLookup } from '../../edge/graphql/node/node-lookup.js';
import { connectionOf } from '../../edge/page/connection.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { AuditEventsService } from './audit-events.service.js';
import { AuditEventView } from './dto/audit-event.view.js';
import { auditFilterOf, ListAuditEventsArgs } from './dto/list-audit-events.query.js';

const AuditEventConnection = connectionOf(AuditEventView, 'AuditEvent');

/** The audit trail over GraphQL, by the same service. */
@RequireScope('admin', 'system')
@Resolver(() => AuditEventView)
export class AuditEventsResolver {
  constructor(private readonly events: AuditEventsService) {}

  @Query(() => AuditEventConnection, { description: 'What administrators did, and what was refused to callers.' })
  async auditEvents(@CurrentActor() actor: Actor, @ReadArgs() args: ListAuditEventsArgs) {
    const events = await this.events.list(actor, auditFilterOf(args.filter ?? {}), args.page('audit-events'));
    return AuditEventConnection.from(mapPage(events, AuditEventView.from), args.after);
  }

  @NodeLookup('aud')
  async auditEventNode(actor: Actor, id: string): Promise<AuditEventView> {
    return AuditEventView.from(await this.events.get(actor, id));
  }
}
