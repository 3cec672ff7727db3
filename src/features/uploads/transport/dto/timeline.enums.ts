import type { NamedValues } from '../../../../edge/dto/enum-types.js';
import { type uploadTransitions, type UploadStatus } from '../../domain/upload-states.js';
import type { waits } from '../../timeline/timeline.service.js';

type Published = {
  [Event in keyof typeof uploadTransitions]: (typeof uploadTransitions)[Event] extends { publishes: infer Name }
    ? Name
    : never;
}[keyof typeof uploadTransitions];

export const describedUploadEvent = {
  name: 'UploadEvent',
  meaning: 'What happened to an upload.',
  values: {
    created: 'It was announced, and a URL issued.',
    begun: 'Its first bytes are arriving.',
    confirmed: 'Its bytes have arrived.',
    available: 'Its file was admitted, or released from quarantine.',
    rejected: 'Its file was refused.',
    quarantined: 'Its file was quarantined.',
    expired: 'No bytes arrived in time.',
    canceled: 'It was canceled.',
    deleted: 'Its file was deleted.',
  } satisfies Record<Published | 'created', string>,
} satisfies NamedValues;

export const describedUploadState = {
  name: 'UploadState',
  meaning: 'The states that an upload moves between; finer than its status.',
  values: {
    PENDING: 'Its URL was issued.',
    UPLOADING: 'Its bytes are arriving, in parts or by tus.',
    SCANNING: 'Its bytes have arrived and are verified and scanned.',
    AVAILABLE: 'Its file can be read.',
    REJECTED: 'Its file was refused or quarantined.',
    EXPIRED: 'No bytes arrived in time.',
    CANCELED: 'It was canceled.',
    DELETED: 'Its file was deleted.',
  } satisfies Record<UploadStatus, string>,
} satisfies NamedValues;

export const describedWait = {
  name: 'UploadWait',
  meaning: 'What an upload waits for.',
  values: {
    bytes: 'Its bytes have not arrived.',
    scanner: 'Its turn to be scanned.',
    scanner_away: 'The scanner does not answer.',
    scan: 'The result of its scan.',
    retry: 'The next attempt, after one that could not be finished.',
  } satisfies Record<(typeof waits)[number], string>,
} satisfies NamedValues;

export const describedVerdict = {
  name: 'ScanVerdict',
  meaning: 'What a scan found.',
  values: {
    clean: 'No malware.',
    infected: 'Malware: the cause names the signature.',
    unscannable: 'It could not be scanned: the cause says why.',
  },
} satisfies NamedValues;
