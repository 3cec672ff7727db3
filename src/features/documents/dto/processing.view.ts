import { ObjectType } from '@nestjs/graphql';
import type { NamedValues } from '../../../edge/dto/enum-types.js';
import { Prop } from '../../../edge/dto/prop.js';
import { viewFor } from '../../../edge/dto/scoped-view.js';
import { View } from '../../../edge/dto/view.js';
import type { Actor } from '../../../shared/actor.js';
import { describedStage } from '../../uploads/index.js';
import { processingStatuses, processingStatusOf } from '../domain/document.js';
import { documentFailures, failureOf } from '../domain/document-failures.js';
import { progressOf } from '../domain/ingestion-task.js';
import { ingestionTaskIdOf } from '../processing/ingestion-tasks.js';
import type { DocumentRecord } from '../records/document-row.repository.js';

/** The status of a document, the same values in REST and GraphQL. */
export const describedStatus = {
  name: 'DocumentProcessingStatus',
  meaning: 'How far the service is with a document.',
  values: processingStatuses,
  description: 'How far the service is with it.',
};

const describedFailure = {
  name: 'DocumentErrorCode',
  meaning: 'Why a document has no text.',
  values: documentFailures,
} satisfies NamedValues;

@ObjectType('DocumentError', { description: 'Why a document has no text.' })
export class DocumentErrorView extends View {
  @Prop.enumeration({ ...describedFailure, description: 'Stable code of the reason.', example: 'encrypted' })
  code: string;

  @Prop.text({ description: 'What happened, and what to do next.' })
  message: string;
}

@ObjectType('DocumentProcessing', { description: 'How far the service is with a document.' })
export class ProcessingView extends viewFor('documents:read') {
  @Prop.id({ open: true, description: 'Id of the document.' })
  documentId: string;

  @Prop.enumeration({ ...describedStatus, open: true })
  processingStatus: string;

  @Prop.text({ open: true, nullable: true, description: 'Task that makes it searchable, once its file was confirmed.' })
  taskId: string | null;

  @Prop.fraction({ description: 'Of the current stage, 0 to 1.' })
  progress: number;

  @Prop.enumeration({ ...describedStage, description: 'What is done now.' })
  stage: string;

  @Prop.integer({ description: 'Pieces that its text was cut into.' })
  chunkCount: number;

  @Prop.object(() => DocumentErrorView, { optional: true, description: 'Why it failed, if it did.' })
  error?: DocumentErrorView;

  static from(actor: Actor, document: DocumentRecord): ProcessingView {
    return ProcessingView.whole(document).shownTo(actor);
  }

  /** All of it, for callers whose right to read is checked where it is shown. */
  static whole(document: DocumentRecord): ProcessingView {
    const failure = failureOf(document);
    return Object.assign(new ProcessingView(), {
      documentId: document.id,
      processingStatus: processingStatusOf(document),
      taskId: ingestionTaskIdOf(document),
      progress: progressOf(document),
      stage: document.stage,
      chunkCount: document.status === 'FAILURE' ? 0 : document.chunkCount,
      error: failure && Object.assign(new DocumentErrorView(), failure),
    });
  }
}

/** A document that is on its way. */
export class ProcessingStartedView extends View {
  @Prop.text({ description: 'Task that makes it searchable.' })
  taskId: string;

  @Prop.id({ description: 'Id of the document.' })
  documentId: string;

  @Prop.enumeration({ ...describedStatus, description: 'processing, unless it has ended already.' })
  processingStatus: string;

  static from(document: DocumentRecord): ProcessingStartedView {
    return Object.assign(new ProcessingStartedView(), {
      taskId: ingestionTaskIdOf(document),
      documentId: document.id,
      processingStatus: processingStatusOf(document),
    });
  }
}
