import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { Errors } from '../../../shared/errors/errors.js';
import type { DocumentLanguage } from '../domain/language.js';
import { documentField } from './document-fields.js';

const described = {
  filename: {
    min: 1,
    max: 500,
    description: 'Original file name, with one of the extensions of DOCUMENT_ALLOWED_EXTENSIONS in any case.',
    example: 'handbook.pdf',
  },
  contentType: {
    min: 3,
    max: 255,
    description: 'MIME type: send it as Content-Type with the bytes.',
    example: 'application/pdf',
  },
  fileSize: { min: 1, description: 'Size in bytes, exactly; at most DOCUMENT_MAX_UPLOAD_SIZE.', example: 48_213 },
  name: 'Name of the document. Default: the file name without its extension.',
  description: 'Your own description.',
  knowledgeBaseIds: 'Knowledge bases of the workspace that it is added to.',
  language:
    'Of its text: a search finds its words in their other forms too. Default: simple, which suits any language.',
};

/** A document whose file is going to be sent. */
export class UploadDocumentInput {
  @Prop.text(described.filename)
  filename: string;

  @Prop.text(described.contentType)
  contentType: string;

  @Prop.byteSize(described.fileSize)
  fileSize: number;

  @documentField.name(described.name)
  name?: string;

  @documentField.description(described.description)
  description?: string | null;

  @documentField.knowledgeBaseIds(described.knowledgeBaseIds)
  knowledgeBaseIds?: string[];

  @documentField.language(described.language)
  language?: DocumentLanguage;
}

/** A document of an upload that exists. */
export class DocumentOfUploadInput {
  @Prop.id({ description: 'An AVAILABLE upload of the workspace, of any bucket.' })
  uploadId: string;

  @documentField.name(described.name)
  name?: string;

  @documentField.language(described.language)
  language?: DocumentLanguage;
}

const orUploadId = 'Needed unless upload_id is given.';

/** Both in GraphQL: of a file that is going to be sent, or of an upload that exists. */
@InputType({ description: 'A document: of a file that is going to be sent, or of an AVAILABLE upload.' })
export class CreateDocumentInput {
  @Prop.id({
    optional: true,
    description: 'An AVAILABLE upload of the workspace. Leave the fields of a file out then.',
  })
  uploadId?: string;

  @Prop.text({ ...described.filename, optional: true, description: `${described.filename.description} ${orUploadId}` })
  filename?: string;

  @Prop.text({
    ...described.contentType,
    optional: true,
    description: `${described.contentType.description} ${orUploadId}`,
  })
  contentType?: string;

  @Prop.byteSize({
    ...described.fileSize,
    optional: true,
    description: `${described.fileSize.description} ${orUploadId}`,
  })
  fileSize?: number;

  @documentField.name(described.name)
  name?: string;

  @documentField.description(described.description)
  description?: string | null;

  @documentField.knowledgeBaseIds(described.knowledgeBaseIds)
  knowledgeBaseIds?: string[];

  @documentField.language(described.language)
  language?: DocumentLanguage;
}

/** Which of the two it is. Fields of one that come with the other are refused. */
export function askedDocument(input: CreateDocumentInput): UploadDocumentInput | DocumentOfUploadInput {
  const { uploadId, name, language, ...file } = input;
  const given = (Object.keys(file) as (keyof typeof file)[]).filter((field) => file[field] !== undefined);
  if (uploadId !== undefined) {
    if (given.length > 0)
      throw Errors.validation(given.map((field) => ({ field, message: 'does not go together with uploadId' })));
    return { uploadId, name, language };
  }
  const { filename, contentType, fileSize } = file;
  if (filename !== undefined && contentType !== undefined && fileSize !== undefined)
    return { ...file, filename, contentType, fileSize, name, language };
  const missing = (['filename', 'contentType', 'fileSize'] as const).filter((field) => file[field] === undefined);
  throw Errors.validation(missing.map((field) => ({ field, message: 'is needed, unless uploadId is given' })));
}
