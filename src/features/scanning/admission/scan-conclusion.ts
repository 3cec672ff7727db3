import { newId } from '../../../shared/ids.js';
import {
  type LeasedUpload,
  moveJson,
  type Move,
  type MoveJson,
  type ObjectDraft,
  type WorkingCopies,
  workingCopiesOf,
} from '../../uploads/index.js';
import { type AdmissionFacts, type Found, recordedOf } from './admission-facts.js';

const ACTOR = 'scanner';

/** The outcome of one admission as the SQL function conclude_scans takes it (type scan_conclusion). */
export interface ScanConclusion {
  outcome: 'admit' | 'reject' | 'quarantine';
  organization_id: string;
  workspace_id: string;
  move: MoveJson;
  /** Of a file that is kept. */
  blob?: { id: string; sha256: string };
  /** Where this attempt copied the bytes; `null`: the workspace's blob is shared. */
  copied_to?: string | null;
  /** If one is to be made. */
  object?: { id: string; unique_key_hash: string | null; schema_version: string | null };
  quarantine_reason?: string;
  working: WorkingCopies;
}

/** SCANNING → AVAILABLE. `flag`: why it was not scanned although it is admitted. */
export function admission(
  upload: LeasedUpload,
  facts: AdmissionFacts,
  { copiedTo, flag, object }: { copiedTo: string | null; flag?: string; object?: ObjectDraft },
): ScanConclusion {
  const now = new Date();
  const flagged = flag === undefined ? {} : { statusReason: flag };
  const changes = { ...recordedOf(facts), completedAt: now, verifiedAt: now, ...flagged };
  return {
    ...conclusion('admit', upload, { event: 'admit', detail: flag, changes }),
    ...kept(upload, facts, copiedTo),
    object: object && {
      ...{ id: object.id, unique_key_hash: object.uniqueKeyHash, schema_version: object.schemaVersion },
    },
  };
}

/** SCANNING → REJECTED, no bytes are kept. */
export function rejection(upload: LeasedUpload, reason: string, found: Partial<Found>, detail: string): ScanConclusion {
  const changes = { ...found, statusReason: reason, completedAt: new Date() };
  return conclusion('reject', upload, { event: 'reject', detail, changes });
}

/** SCANNING → REJECTED, the bytes are kept apart. */
export function quarantine(
  upload: LeasedUpload,
  facts: AdmissionFacts,
  { copiedTo, reason }: { copiedTo: string | null; reason: string },
): ScanConclusion {
  const statusReason = `quarantined:${reason}`;
  const changes = { ...recordedOf(facts), statusReason, completedAt: new Date() };
  return {
    ...conclusion('quarantine', upload, { event: 'reject', detail: statusReason, changes }),
    ...kept(upload, facts, copiedTo),
    quarantine_reason: reason,
  };
}

/** Uploads of a workspace together, and by content: in one order everywhere. */
export function orderOf({ organization_id, workspace_id, blob, move }: ScanConclusion): string {
  return [organization_id, workspace_id, blob?.sha256 ?? '', move.id].join(' ');
}

function conclusion(
  outcome: ScanConclusion['outcome'],
  upload: LeasedUpload,
  move: Pick<Move, 'event' | 'detail' | 'changes'>,
): ScanConclusion {
  const { id, organizationId, workspaceId, leaseToken } = upload;
  return {
    outcome,
    organization_id: organizationId,
    workspace_id: workspaceId,
    move: moveJson({ id, workspaceId, leaseToken, actor: ACTOR, ...move }),
    working: workingCopiesOf(upload),
  };
}

/** A blob is shared by uploads that declare different types, so it keeps what the bytes show. */
function kept({ workspaceId, key }: LeasedUpload, facts: AdmissionFacts, copiedTo: string | null) {
  const { sha256, size, etag, detectedType, shownType, verdict, verdictCause, scannerVersion } = facts;
  return {
    copied_to: copiedTo,
    blob: {
      ...{ id: newId('blb'), workspace_id: workspaceId, sha256, size, key: copiedTo ?? key, etag, verdict },
      ...{ detected_type: shownType ?? detectedType, verdict_cause: verdictCause, scanner_version: scannerVersion },
    },
  };
}
