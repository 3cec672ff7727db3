export { AuditModule, AuditWorkModule } from './audit.module.js';
export { type Act, type Acting, AuditTrail, type RecordAct } from './audit-trail.repository.js';
export { changedFields } from './domain/changed-fields.js';
