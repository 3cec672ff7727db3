export { AuditRepository } from './audit.repository.js';
export { Bootstrap, type BootstrapSettings } from './bootstrap.service.js';
export { isName, NAME_PATTERN } from './domain/namespace.js';
export { tierLimits, type TierLimits } from './domain/tiers.js';
export { UsageLedger } from './usage-ledger.repository.js';
export { WorkspaceContent } from './workspace-content.js';
export { WorkspaceContents } from './workspace-contents.js';
export { WorkspacesModule } from './workspaces.module.js';
export { WorkspacesService } from './workspaces.service.js';
