import type { ScanConclusion } from './scan-conclusion.js';

/**
 * The conclusions of a group that one statement for each table can carry out (SQL function admit_plain_uploads): admissions
 * of one staged object, into a bucket without a unique key, of a content that no other one of the group has.
 */
export function plainOf(group: readonly ScanConclusion[]): ScanConclusion[] {
  const contents = Map.groupBy(group, contentOf);
  return group.filter((one) => isPlain(one) && contents.get(contentOf(one))!.length === 1);
}

/** As the SQL type plain_admission has it. */
export function plainAdmissionJson({ move, blob, copied_to, object, working, ...tenant }: ScanConclusion): object {
  const { changes, ...named } = move as { changes: object };
  const [staged] = working.staged;
  const { organization_id, workspace_id } = tenant;
  return {
    ...{ organization_id, workspace_id, ...named, ...changes, blob, copied_to },
    ...{ object_id: object?.id, staged_key: staged!.key, sealed_prefix: working.sealed_prefix },
  };
}

function isPlain({ outcome, object, working: { staged, has_recorded_parts } }: ScanConclusion): boolean {
  const isOneObject = staged.length === 1 && !staged[0]!.in_parts && !has_recorded_parts;
  return outcome === 'admit' && isOneObject && !object?.schema_version;
}

const contentOf = ({ workspace_id, blob, move }: ScanConclusion): string =>
  `${workspace_id} ${blob?.sha256 ?? String(move.id)}`;
