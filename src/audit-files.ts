import { runAudit } from './boot/audit/run-audit.js';

process.exitCode = await runAudit(process.argv.slice(2));
