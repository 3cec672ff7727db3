import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import type { DocumentLanguage } from '../domain/language.js';
import { documentField } from './document-fields.js';

/** What is to change of a document; what is left out stays. */
@InputType({ isAbstract: true })
export class UpdateDocumentInput {
  @documentField.name('New name.')
  name?: string;

  @documentField.description('New description; null removes it.')
  description?: string | null;

  @documentField.knowledgeBaseIds('The knowledge bases that it is in from now on, instead of those before.')
  knowledgeBaseIds?: string[];

  @documentField.language('New language of its text, which is processed again.')
  language?: DocumentLanguage;
}

@InputType('UpdateDocumentInput', { description: 'What is to change of a document; what is left out stays.' })
export class UpdateDocumentByIdInput extends UpdateDocumentInput {
  @Prop.id({ description: 'The document.' })
  documentId: string;
}

@InputType({ description: 'Names a document.' })
export class DocumentIdInput {
  @Prop.id({ description: 'The document.' })
  documentId: string;
}
