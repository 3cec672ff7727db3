import { snakeCase } from '../../edge/dto/prop-registry.js';
import { type DocumentRecord, DocumentView } from '../documents/index.js';
import { ObjectView } from '../objects/index.js';
import type { findObjects } from '../objects/index.js';
import type { RelayedEvent } from '../relay/index.js';
import { type Upload, uploadAfter, type UploadStatus, UploadView } from '../uploads/index.js';

type StoredObject = Parameters<typeof ObjectView.whole>[0];

/** The resources of a batch of events in their current state. */
export interface Resources {
  uploads: Map<string, Upload>;
  objects: Awaited<ReturnType<typeof findObjects>>;
  documents: Map<string, DocumentRecord>;
}

/** Events contain nothing that gives access to bytes, and nothing that changes from one read to the next. */
const LEFT_OUT = new Set(['presigned_url', 'headers', 'fields', 'url', 'server_time']);

/** The message, byte for byte as it is signed and stored. */
export function payloadOf(event: RelayedEvent, resources: Resources): string {
  const { type, at, sequence, data } = event;
  const counted = sequence === null ? {} : { sequence };
  const body = { ...identity(event), ...resourceOf(event, resources), ...inWireNames(data), ...counted };
  return JSON.stringify({ type, timestamp: at.toISOString(), data: body });
}

/** Identifies the event: the same however often it is relayed. */
export function eventKey({ type, resource, sequence, at }: RelayedEvent): string {
  return `${resource.id} ${type} ${sequence ?? at.toISOString()}`;
}

/** Announcements spell names as the code does. */
const inWireNames = (data: object | null) =>
  Object.fromEntries(Object.entries(data ?? {}).map(([name, value]) => [snakeCase(name), value as unknown]));

const identity = ({ resource }: RelayedEvent) => ({ [`${resource.kind}_id`]: resource.id });

function resourceOf(event: RelayedEvent, { uploads, objects, documents }: Resources): object {
  const { kind, id } = event.resource;
  if (kind === 'upload') return uploadOf(event, uploads.get(id));
  const document = kind === 'document' && documents.get(id);
  if (document) return withoutLinks(DocumentView.whole(document));
  const object = kind === 'object' && objects.get(id);
  return object ? objectOf(object) : {};
}

/** The upload as REST shows it, as the event left it: it may have moved on since. */
function uploadOf({ to, from, at, detail }: RelayedEvent, upload: Upload | undefined): object {
  if (!upload) return { status_reason: detail };
  const status = to as UploadStatus;
  const move = { to: status, from: from as UploadStatus | null, at, detail };
  const then = upload.status === status ? upload : uploadAfter(upload, move);
  const shown = withoutLinks(UploadView.whole(then));
  return status === 'DELETED' ? { ...shown, status } : shown;
}

const objectOf = (object: StoredObject) => withoutLinks(ObjectView.whole(object, ''));

function withoutLinks(view: object): object {
  const leaveOut = (key: string, value: unknown) => (LEFT_OUT.has(key) ? undefined : value);
  return withOwnJson(JSON.parse(JSON.stringify(view, leaveOut)) as Record<string, unknown>, view);
}

/** JSON of clients stays unchanged, whatever the names of its members. */
function withOwnJson(shown: Record<string, unknown>, view: object): object {
  const { metadata, objectMetadata } = view as Partial<Upload>;
  const own = {
    ...('metadata' in shown && { metadata }),
    ...('object_metadata' in shown && { object_metadata: objectMetadata }),
  };
  return { ...shown, ...own };
}
