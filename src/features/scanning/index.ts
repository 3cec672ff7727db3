export { typeMismatch } from './domain/type-policy.js';
export { ScanningModule } from './scanning.module.js';
