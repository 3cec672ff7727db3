import type { AuditAction } from '../../../shared/audit/actions.js';

export const outcomes = ['done', 'refused'] as const;
export type Outcome = (typeof outcomes)[number];

/** An act of an administrator, or refused attempts at one. */
export interface AuditEvent {
  id: string;
  at: Date;
  organizationId: string;
  /** `null`: it concerns the whole organization. */
  workspaceId: string | null;
  /** The user or key; `system`: the service itself. */
  actor: string;
  action: AuditAction;
  /** The id or hash of what it was done to, where the request named one. */
  target: string | null;
  outcome: Outcome;
  detail: Record<string, unknown>;
  requestId: string | null;
  address: string | null;
}

/** Which events a list shows. */
export interface AuditFilter {
  actor?: string;
  action?: AuditAction;
  outcome?: Outcome;
  /** From this moment on. */
  since?: Date;
}

/** Whose events a caller sees: of everyone, of an organization, or of one workspace in it. */
export type AuditRealm = { organizationId?: string; workspaceId?: string };
