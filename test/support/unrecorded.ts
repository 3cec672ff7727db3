import type { RecordAct } from '../../src/features/audit/index.js';

/** For repositories that are tested without an audit trail. */
export const unrecorded: RecordAct = () => Promise.resolve();
