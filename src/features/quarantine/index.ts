export { QuarantineModule, QuarantineWorkModule } from './quarantine.module.js';
export { QuarantinesRepository } from './quarantines.repository.js';
