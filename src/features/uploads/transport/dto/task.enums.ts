import type { NamedValues } from '../../../../edge/dto/enum-types.js';
import type { Task, TaskStatus } from '../../domain/task.js';

export const describedTaskKind = {
  name: 'TaskKind',
  meaning: 'What a task does.',
  values: {
    admission: 'Verifies and scans an upload.',
    ingestion: 'Makes a document searchable.',
  } satisfies Record<Task['kind'], string>,
} satisfies NamedValues;

export const describedTaskStatus = {
  name: 'TaskStatus',
  meaning: 'How far a task is.',
  values: {
    PENDING: 'It waits.',
    STARTED: 'It is under way.',
    SUCCESS: 'It ended well.',
    FAILURE: 'It failed: the error says why.',
  } satisfies Record<TaskStatus, string>,
} satisfies NamedValues;

/** Of documents all of them, of uploads some. */
export const describedStage = {
  name: 'TaskStage',
  meaning: 'What is being done with an upload or a document.',
  values: {
    waiting_for_upload: 'Nothing: the bytes have not arrived.',
    queued: 'Nothing yet: it waits for its turn.',
    scanning: 'The file is verified and scanned.',
    reading: 'The file is read.',
    extracting: 'The text is extracted.',
    storing: 'The text is stored for searches.',
    finished: 'Nothing more: it has ended.',
    no_text: 'Nothing more: the document has no text, such as a scan.',
    failed: 'Nothing more: it has failed.',
  },
} satisfies NamedValues;
