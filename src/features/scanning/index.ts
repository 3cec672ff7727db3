export { ScanningModule } from './scanning.module.js';
