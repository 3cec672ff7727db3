import { runStoreAudit } from './boot/store-audit/run-store-audit.js';

process.exitCode = await runStoreAudit(process.argv.slice(2));
