import type { Tenant } from '../../../shared/actor.js';
import { type Task, taskIdFor, TaskSource } from '../../uploads/index.js';
import { failureOf } from '../domain/document-failures.js';
import { progressOf, taskStatusOf } from '../domain/ingestion-task.js';
import type { DocumentRecord } from '../records/document-row.repository.js';
import { DocumentsRepository } from '../records/documents.repository.js';

/** The task that makes a document searchable; null until its file was confirmed. */
export function ingestionTaskIdOf({ id, upload }: DocumentRecord): string | null {
  return upload.confirmedAt && taskIdFor(id);
}

/** The ingestions of documents as tasks. */
@TaskSource({ name: 'documents' })
export class IngestionTasks implements TaskSource {
  readonly scope = 'documents:read';

  constructor(private readonly documents: DocumentsRepository) {}

  async find(tenant: Tenant, characters: string): Promise<Task | undefined> {
    const document = await this.documents.find(tenant, `doc_${characters}`);
    return document ? taskOf(document) : undefined;
  }
}

function taskOf(document: DocumentRecord): Task | undefined {
  const { id: documentId, uploadId, stage, finishedAt, upload } = document;
  const id = ingestionTaskIdOf(document);
  if (id === null) return undefined;
  return {
    ...{ id, kind: 'ingestion', status: taskStatusOf(document), stage, progress: progressOf(document) },
    ...{ uploadId, documentId, error: failureOf(document) ?? null, finishedAt },
    createdAt: new Date(Math.max(upload.confirmedAt!.getTime(), document.createdAt.getTime())),
  };
}
