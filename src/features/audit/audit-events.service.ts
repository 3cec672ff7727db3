import { Injectable } from '@nestjs/common';
import { type Actor, mayUse } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId } from '../../shared/ids.js';
import { type ListPage, type Page, pageOf } from '../../shared/page.js';
import { requireScope } from '../../shared/rights.js';
import { AuditEventsRepository } from './audit-events.repository.js';
import type { AuditEvent, AuditFilter, AuditRealm } from './domain/audit-event.js';

/** The audit trail as administrators read it. */
@Injectable()
export class AuditEventsService {
  constructor(private readonly events: AuditEventsRepository) {}

  async list(actor: Actor, filter: AuditFilter, page: ListPage): Promise<Page<AuditEvent>> {
    return pageOf(await this.events.list(realmOf(actor), filter, page), page, (event) => event);
  }

  async get(actor: Actor, id: string): Promise<AuditEvent> {
    const event = isId('aud', id) ? await this.events.find(realmOf(actor), id) : null;
    if (!event) throw Errors.notFound('Audit event');
    return event;
  }
}

/** `system` sees every organization, an administrator their own; who is bound to a workspace sees that one. */
function realmOf(actor: Actor): AuditRealm {
  const { organizationId, boundTo } = actor;
  if (boundTo !== undefined) {
    requireScope(actor, 'admin');
    return { organizationId, workspaceId: boundTo };
  }
  if (mayUse(actor, 'system')) return {};
  requireScope(actor, 'admin');
  return { organizationId };
}
