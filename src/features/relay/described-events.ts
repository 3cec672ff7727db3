import type { NamedValues } from '../../edge/dto/enum-types.js';

/** Every type of event that is announced in a workspace. Endpoints of webhooks receive all but `upload.begun`. */
export const describedEvent = {
  name: 'EventType',
  meaning: 'What happened in a workspace.',
  values: {
    'upload.created': 'An upload was announced.',
    'upload.begun': 'The first bytes of an upload are arriving.',
    'upload.confirmed': 'The bytes of an upload have arrived.',
    'upload.available': 'A file was admitted, or released from quarantine.',
    'upload.rejected': 'A file was refused.',
    'upload.quarantined': 'A file was quarantined.',
    'upload.expired': 'No bytes arrived in time.',
    'upload.canceled': 'An upload was canceled.',
    'upload.deleted': 'A file was deleted.',
    'document.processed': 'The text of a document can be found.',
    'document.failed': 'A document has no text.',
    'document.deleted': 'A document was deleted.',
    'object.created': 'An object was made.',
    'notify.notification.sent': 'Users of the workspace were notified.',
  },
} satisfies NamedValues;
