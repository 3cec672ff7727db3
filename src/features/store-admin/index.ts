export { RecordedKeysRepository } from './audit/recorded-keys.repository.js';
export { type Difference, StoreAudit, type StoreAuditOptions, type StoreAuditTotals } from './audit/store-audit.js';
export { StoreAdminModule } from './store-admin.module.js';
