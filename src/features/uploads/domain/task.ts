export const taskStatuses = ['PENDING', 'STARTED', 'SUCCESS', 'FAILURE'] as const;
export type TaskStatus = (typeof taskStatuses)[number];

export const taskKinds = ['admission', 'ingestion'] as const;

/** Work that the service does by itself: a view of the record that it is about. Nothing of a task is stored. */
export interface Task {
  id: string;
  kind: (typeof taskKinds)[number];
  status: TaskStatus;
  /** What is being done, for example queued, scanning or finished. */
  stage: string;
  /** 0 to 1. */
  progress: number;
  uploadId: string;
  documentId: string | null;
  error: { code: string; message: string } | null;
  createdAt: Date;
  finishedAt: Date | null;
}

const TASK_ID = /^task_([0-9a-z]{16})$/;

/** The task of a record: it has the characters of the record's id. */
export function taskIdFor(recordId: string): string {
  return `task_${recordId.slice(recordId.indexOf('_') + 1)}`;
}

/** The characters that a task shares with its record. */
export function charactersOf(taskId: string): string | undefined {
  return TASK_ID.exec(taskId)?.[1];
}
