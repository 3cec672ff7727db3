import { Module } from '@nestjs/common';
import { RefusalLog } from '../../edge/audit/refusal-log.js';
import { AuditEventsController } from './audit-events.controller.js';
import { AuditEventsRepository } from './audit-events.repository.js';
import { AuditEventsResolver } from './audit-events.resolver.js';
import { AuditEventsService } from './audit-events.service.js';
import { AuditExpiryJob } from './audit-expiry.job.js';
import { AuditTrail } from './audit-trail.repository.js';
import { RefusedAttempts } from './refused-attempts.service.js';

/** The audit trail: written by every administrative act and for refused attempts at one, read by administrators. */
@Module({
  controllers: [AuditEventsController],
  providers: [
    AuditEventsRepository,
    AuditEventsResolver,
    AuditEventsService,
    AuditTrail,
    RefusedAttempts,
    { provide: RefusalLog, useExisting: RefusedAttempts },
  ],
  exports: [AuditTrail, RefusalLog],
})
export class AuditModule {}

/** What workers do for it. */
@Module({ providers: [AuditEventsRepository, AuditExpiryJob] })
export class AuditWorkModule {}
