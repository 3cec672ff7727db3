export { QuarantineModule, QuarantineWorkModule } from './quarantine.module.js';
