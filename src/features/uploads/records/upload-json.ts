import type { Move } from './move.js';
import { isOpen, type Transition, uploadTransitions } from '../domain/upload-states.js';
import type { Upload, UploadBlob } from '../domain/upload.js';

/** What the SQL function upload_json answers: the columns of an upload by their names, `bucket_name` and `blob`. */
export type UploadJson = Record<string, unknown>;

/** A move as the SQL functions take it (type upload_move). */
export type MoveJson = Record<string, unknown>;

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camel = (name: string) => name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The name in code of each column that was seen: rows have the same ones. */
const names = new Map<string, string>();

function nameOf(column: string): string {
  let name = names.get(column);
  if (name === undefined) names.set(column, (name = camel(column)));
  return name;
}

const inCode = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      nameOf(column),
      typeof value === 'string' && /_(at|until)$/.test(column) ? new Date(value) : value,
    ]),
  );

/** An upload as it was read by SQL, in the terms of the domain. A quarantined blob quarantines every file of it. */
export function uploadOfJson({ blob: blobRow, blob_generation: generation, ...row }: UploadJson): Upload {
  const blob = blobRow
    ? (inCode(blobRow as Record<string, unknown>) as unknown as UploadBlob & { generation: number })
    : null;
  const upload = { ...inCode(row), blob } as unknown as Upload;
  if (upload.status !== 'AVAILABLE' || !blob || blob.generation === generation) return upload;
  const { quarantineReason } = blob as unknown as { quarantineReason: string };
  return { ...upload, status: 'REJECTED', statusReason: `quarantined:${quarantineReason}` };
}

/** A move with its row of the table of states. */
export function moveJson({ event, changes = {}, only: _, ...move }: Move): MoveJson {
  const transition: Transition = uploadTransitions[event];
  const columns = Object.entries(changes).map(([name, value]) => [snake(name), value]);
  return {
    ...Object.fromEntries(Object.entries(move).map(([name, value]) => [snake(name), value])),
    event: transition.publishes ?? event,
    from_status: transition.from,
    to_status: transition.to,
    deadline_over: transition.when === 'deadline-over',
    stays_open: isOpen(transition.to),
    changes: Object.fromEntries(columns),
  };
}
