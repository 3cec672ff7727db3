import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadQuery } from '../../edge/dto/read.js';
import { Operation } from '../../edge/openapi/operation.js';
import { ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { pageView } from '../../edge/page/page-view.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { AuditEventsService } from './audit-events.service.js';
import { AuditEventView } from './dto/audit-event.view.js';
import { auditFilterOf, ListAuditEventsQuery } from './dto/list-audit-events.query.js';

/** The audit trail over REST. */
@ApiTags('administration')
@RequireScope('admin', 'system')
@Controller('v1/audit-events')
export class AuditEventsController {
  constructor(private readonly events: AuditEventsService) {}

  @Operation(
    'listAuditEvents',
    'List the audit trail',
    'What administrators did and what was refused to callers, newest first: of the organization, of all organizations ' +
      'with the scope `system`, of one workspace for a caller that is bound to it.',
  )
  @Get()
  @ReturnsPage(AuditEventView, { description: 'Acts of administrators and refused attempts, newest first.' })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: ListAuditEventsQuery) {
    const events = await this.events.list(actor, auditFilterOf(query), query.page('audit-events'));
    return pageView(AuditEventView).from(mapPage(events, AuditEventView.from));
  }
}
