import type { Tenant } from '../../../shared/actor.js';
import type { RelayedEvent } from '../../relay/index.js';
import type { UploadStatus } from '../../uploads/index.js';
import { type DeliveredType, type EventType, TEST_EVENT } from '../domain/event-types.js';
import { payloadOf } from '../payload.js';
import { sampleIds, sampleResources } from './sample-resources.js';

type Sample = Partial<Pick<RelayedEvent, 'sequence' | 'detail' | 'data'>> & { to?: UploadStatus };

const notice = { recipients: [sampleIds.user], reason: 'infected:Eicar-Signature', upload_id: sampleIds.upload };

/** What tells one type of event from another. */
const samples: Record<EventType, Sample> = {
  'upload.created': { sequence: 1, to: 'PENDING' },
  'upload.confirmed': { sequence: 2, to: 'SCANNING' },
  'upload.available': { sequence: 3, to: 'AVAILABLE' },
  'upload.rejected': { sequence: 3, to: 'REJECTED', detail: 'mime_mismatch' },
  'upload.expired': { sequence: 2, to: 'EXPIRED', detail: 'expired' },
  'upload.canceled': { sequence: 2, to: 'CANCELED', detail: 'canceled_by_user' },
  'upload.quarantined': { sequence: 4, to: 'REJECTED', detail: 'quarantined:reported' },
  'upload.deleted': { sequence: 4, to: 'DELETED' },
  'document.processed': { data: { chunk_count: 12 } },
  'document.failed': { data: { error: { code: 'encrypted', message: 'The document is protected by a password.' } } },
  'document.deleted': { data: { upload_id: sampleIds.upload, name: 'report', chunk_count: 12 } },
  'object.created': { data: { bucket_id: sampleIds.bucket, upload_ids: [sampleIds.upload] } },
  'notify.notification.sent': { data: notice },
};

/** The message of a test: one of a real type has the shape of real ones and sample data, with `test: true`. */
export function samplePayload(type: DeliveredType, tenant: Tenant, endpointId: string, at: Date): string {
  if (type === TEST_EVENT)
    return JSON.stringify({ type, timestamp: at.toISOString(), data: { endpoint_id: endpointId, test: true } });
  const { sequence = null, detail = null, to = null, data = {} } = samples[type];
  const { organizationId, workspaceId } = tenant;
  const event: RelayedEvent = {
    ...{ type, organizationId, workspaceId, at, sequence, detail, to, from: null, actor: null },
    resource: resourceOf(type),
    data: { ...data, test: true },
  };
  return payloadOf(event, sampleResources(tenant, at));
}

function resourceOf(type: EventType): RelayedEvent['resource'] {
  if (type === 'notify.notification.sent') return { kind: 'notification', id: sampleIds.notification };
  if (type.startsWith('object.')) return { kind: 'object', id: sampleIds.object };
  return type.startsWith('document.')
    ? { kind: 'document', id: sampleIds.document }
    : { kind: 'upload', id: sampleIds.upload };
}
