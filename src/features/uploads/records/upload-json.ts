import type { Move } from './move.js';
import { isOpen, type Transition, uploadTransitions } from '../domain/upload-states.js';
import type { Upload, UploadBlob } from '../domain/upload.js';

/** What the SQL function upload_record answers: the columns of an upload by their names, `bucket_name` and `blob`. */
export type UploadJson = Record<string, unknown>;

/** The same by columns: `upload` is the row itself, null where there is none. */
export interface UploadColumns {
  upload: UploadJson | null;
  bucket_name: string | null;
  /** Absent where the upload cannot have one yet. */
  blob?: Record<string, unknown> | null;
}

/** A move as the SQL functions take it (type upload_move). */
export type MoveJson = Record<string, unknown>;

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camel = (name: string) => name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

interface Column {
  name: string;
  isMoment: boolean;
}

/** Those that were seen: rows have the same ones. */
const seen = new Map<string, Column>();

function columnOf(name: string): Column {
  let column = seen.get(name);
  if (!column) seen.set(name, (column = { name: camel(name), isMoment: /_(at|until)$/.test(name) }));
  return column;
}

function inCode(row: Record<string, unknown>): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const column in row) {
    const { name, isMoment } = columnOf(column);
    const value = row[column];
    read[name] = isMoment && value !== null ? new Date(value as string) : value;
  }
  return read;
}

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

/** An upload as the SQL functions answer it that read or move many. */
export function uploadOfColumns({ upload, bucket_name, blob }: UploadColumns): Upload | null {
  return upload && uploadOfJson(Object.assign(upload, { bucket_name, blob }));
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
