export { proveType, type TypeFinding } from './domain/type-proof.js';
export { ScanningModule } from './scanning.module.js';
