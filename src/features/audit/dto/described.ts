import type { NamedValues } from '../../../edge/dto/enum-types.js';
import { auditActions } from '../../../shared/audit/actions.js';
import type { Outcome } from '../domain/audit-event.js';

export const describedAction = {
  name: 'AuditAction',
  meaning: 'What administrators do.',
  values: auditActions,
} satisfies NamedValues;

export const describedOutcome = {
  name: 'AuditOutcome',
  meaning: 'Whether an act was done.',
  values: {
    done: 'It was done.',
    refused: 'It was refused: the caller may not do it, or what it names does not exist for the caller.',
  } satisfies Record<Outcome, string>,
} satisfies NamedValues;
