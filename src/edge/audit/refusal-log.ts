import type { AuditAction } from '../../shared/audit/actions.js';
import type { KnownCaller, Origin } from '../../shared/audit/origin.js';

/** A refused attempt at an administrative act. */
export interface RefusedAttempt extends KnownCaller {
  /** `null`: it was refused before a workspace was chosen. */
  workspaceId: string | null;
  action: AuditAction;
  target: string | null;
  /** Of the error that answered it. */
  code: string;
  origin: Origin;
}

/** Where refused attempts are noted. It answers at once and never throws: the refusal must not wait for it. */
export abstract class RefusalLog {
  abstract note(attempt: RefusedAttempt): void;
}
