export { UsageLedger } from './usage-ledger.repository.js';
