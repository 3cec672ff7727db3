import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { Node } from '../../../edge/graphql/node/node.js';
import { viewFor } from '../../../edge/dto/scoped-view.js';
import { DateTimeScalar } from '../../../edge/graphql/scalars.js';
import type { Actor } from '../../../shared/actor.js';
import { HeaderView } from '../../uploads/index.js';
import { processingStatusOf } from '../domain/document.js';
import type { DocumentLanguage } from '../domain/language.js';
import type { IssuedDocument } from '../creation/create-document.service.js';
import type { DocumentRecord } from '../records/document-row.repository.js';
import { describedLanguage } from './document-fields.js';
import { IssuedDocumentView } from './issued-document.view.js';
import { describedStatus } from './processing.view.js';

/** A document as REST and GraphQL show it. */
@ObjectType('Document', { implements: () => [Node], description: 'A file whose text is made searchable.' })
export class DocumentView extends viewFor('documents:read') {
  @Field(() => ID, { description: 'Same as documentId.' })
  id: string;

  @Prop.id({ open: true, description: 'Id of the document.' })
  documentId: string;

  @Prop.id({ open: true, description: 'The upload that brings its file.' })
  uploadId: string;

  @Prop.text({ open: true, description: 'Its name.' })
  name: string;

  @Prop.text({ nullable: true, description: 'Your own description.' })
  description: string | null;

  @Prop.text({ open: true, description: 'Original file name.' })
  filename: string;

  @Prop.text({ open: true, description: 'Declared MIME type.' })
  contentType: string;

  @Prop.byteSize({ nullable: true, description: 'Size in bytes: declared, and verified once its file is available.' })
  fileSize: number | null;

  @Prop.enumeration({ ...describedStatus, open: true })
  processingStatus: string;

  @Prop.id({ each: true, description: 'Knowledge bases that it is in.' })
  knowledgeBaseIds: string[];

  @Prop.enumeration({ ...describedLanguage, description: 'The language that a search compares its words in.' })
  language: DocumentLanguage;

  @Prop.integer({ description: 'Pieces that its text was cut into.' })
  chunkCount: number;

  @Prop.json({ description: 'Copied from the object_metadata of the upload that it was made of.' })
  metadata: Record<string, unknown>;

  @Prop.dateTime({ open: true, description: 'When it was created.' })
  createdAt: Date;

  @Prop.dateTime({ open: true, description: 'When it last changed.' })
  updatedAt: Date;

  @Field(() => String, {
    nullable: true,
    description: 'Where to send the bytes. Null unless this answer issued a URL.',
  })
  uploadUrl: string | null = null;

  @Field(() => [HeaderView], { nullable: true, description: 'Headers to send with the bytes, exactly as they are.' })
  headers: HeaderView[] | null = null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When that URL stops working.' })
  expiresAt: Date | null = null;

  /** A document as far as this caller may see it. */
  static from(actor: Actor, document: DocumentRecord): DocumentView {
    return DocumentView.whole(document).shownTo(actor);
  }

  /** The answer to a create over GraphQL: it holds nothing but what the caller just sent. */
  static issued({ document, signed }: IssuedDocument): DocumentView {
    const { uploadUrl, expiresAt, headers } = IssuedDocumentView.from({ document, signed });
    const urls = signed ? { uploadUrl, expiresAt, headers: HeaderView.listOf(headers) } : {};
    return Object.assign(DocumentView.whole(document), urls);
  }

  /** All of it, for messages of the workspace's own. */
  static whole(document: DocumentRecord): DocumentView {
    const { upload, name, description, metadata, uploadId, knowledgeBaseIds, language, createdAt, updatedAt } =
      document;
    return Object.assign(new DocumentView(), {
      ...{
        id: document.id,
        documentId: document.id,
        uploadId,
        name,
        description,
        metadata,
        knowledgeBaseIds,
        language,
      },
      ...{ filename: upload.filename, contentType: upload.contentType, createdAt, updatedAt },
      fileSize: upload.size ?? upload.declaredSize,
      processingStatus: processingStatusOf(document),
      chunkCount: document.status === 'FAILURE' ? 0 : document.chunkCount,
    });
  }
}
