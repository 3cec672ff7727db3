import { logBesideOutput } from '../log-beside-output.js';

/** What the command line carries of the server, bundled by `scripts/bundle-admission.mjs`. */
export { auditFolder } from './audit-folder.js';

logBesideOutput();
