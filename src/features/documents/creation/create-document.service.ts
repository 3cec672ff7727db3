import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import type { Actor } from '../../../shared/actor.js';
import { isNotFound } from '../../../shared/errors/domain-error.js';
import { newId } from '../../../shared/ids.js';
import { BucketsService } from '../../buckets/index.js';
import { CreateUploadService, type SignedUpload, type Upload } from '../../uploads/index.js';
import { DocumentErrors } from '../domain/document.errors.js';
import type { NewDocument } from '../domain/document.js';
import { DEFAULT_LANGUAGE, type DocumentLanguage } from '../domain/language.js';
import { extensionOf, stemOf } from '../domain/document-file.js';
import { MembershipsRepository } from '../knowledge-bases/memberships.repository.js';
import type { DocumentRecord } from '../records/document-row.repository.js';
import { CreateDocumentTransaction } from './create-document.transaction.js';

/** The bucket of a workspace for the files of documents. */
const BUCKET = 'documents';

/** A document that is asked for together with its upload. */
export interface AskedDocument {
  filename: string;
  contentType: string;
  fileSize: number;
  name?: string;
  description?: string | null;
  knowledgeBaseIds?: string[];
  language?: DocumentLanguage;
}

/** A new document, and how its file is sent. `signed` is null for a repeated request whose URL is signed by the renewal. */
export interface IssuedDocument {
  document: DocumentRecord;
  signed: SignedUpload | null;
}

/** What a document is besides its file, noted so that a repeated request can complete it. */
type Draft = Pick<NewDocument, 'id' | 'name' | 'description' | 'knowledgeBaseIds' | 'language'>;

/** The note of a request that created a document. */
export interface MadeDocument {
  /** Of the upload. */
  id: string;
  draft: Draft;
}

/** Creates documents in two steps: their upload, then the record of the document. */
@Injectable()
export class CreateDocumentService {
  constructor(
    private readonly uploads: CreateUploadService,
    private readonly buckets: BucketsService,
    private readonly documents: CreateDocumentTransaction,
    private readonly memberships: MembershipsRepository,
    private readonly config: Config,
  ) {}

  async create(actor: Actor, asked: AskedDocument): Promise<IssuedDocument> {
    this.checkExtension(asked.filename);
    this.checkSize(asked.fileSize);
    const draft = draftOf(asked);
    await this.memberships.requireEach(actor, draft.knowledgeBaseIds);
    const { upload, signed } = await this.createUpload(actor, asked, draft);
    const { document } = await this.documents.insert(actor, upload.id, (found) => documentOf(found, draft));
    return { document, signed };
  }

  /** For a repeated request: the document, which is made now if the first request could not. */
  async recall(actor: Actor, { id: uploadId, draft }: MadeDocument): Promise<IssuedDocument> {
    const { document } = await this.documents.insert(actor, uploadId, (found) => documentOf(found, draft));
    return { document, signed: null };
  }

  checkExtension(filename: string): void {
    const allowed = this.config.get('DOCUMENT_ALLOWED_EXTENSIONS').map((extension) => extension.toLowerCase());
    const extension = extensionOf(filename);
    if (!allowed.includes(extension)) throw DocumentErrors.unsupportedExtension(extension, allowed);
  }

  private checkSize(bytes: number): void {
    const limit = this.config.get('DOCUMENT_MAX_UPLOAD_SIZE');
    if (bytes > limit) throw DocumentErrors.tooLarge(bytes, limit);
  }

  private async createUpload(actor: Actor, asked: AskedDocument, draft: Draft) {
    const { filename, contentType, fileSize: fileSizeBytes } = asked;
    const { id: bucket } = await this.buckets.get(actor, BUCKET).catch((error: unknown) => {
      throw isNotFound(error) ? DocumentErrors.noBucket() : error;
    });
    const upload = {
      ...{ filename, contentType, fileSizeBytes, method: 'PUT' as const, createObjectOnConfirm: false },
      presignedUrlExpiration: this.config.get('DOCUMENT_PRESIGNED_URL_EXPIRY'),
      // Every document has a file of its own, and therefore always a URL.
      skipDuplicates: false,
      keyTemplate: `${this.config.get('DOCUMENT_S3_PREFIX')}/{workspace_id}/{document_id}/{filename}`,
      documentId: draft.id,
      note: { draft },
      face: 'documents' as const,
    };
    return this.uploads.create(actor, bucket, upload);
  }
}

function draftOf(asked: AskedDocument): Draft {
  const { filename, name, description, knowledgeBaseIds = [], language = DEFAULT_LANGUAGE } = asked;
  return {
    id: newId('doc'),
    name: name ?? stemOf(filename),
    description: description ?? null,
    knowledgeBaseIds: [...new Set(knowledgeBaseIds)].sort(),
    language,
  };
}

function documentOf({ id: uploadId, organizationId, workspaceId, createdBy }: Upload, draft: Draft): NewDocument {
  return { ...draft, uploadId, organizationId, workspaceId, createdBy, metadata: {} };
}
