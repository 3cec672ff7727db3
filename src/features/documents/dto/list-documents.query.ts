import { ArgsType, InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { PageArgs } from '../../../edge/page/page-args.js';
import { PageQuery } from '../../../edge/page/page-query.js';
import { type ProcessingStatus, statusNamed } from '../domain/document.js';
import type { DocumentFilter } from '../records/document-list.repository.js';
import { describedStatus } from './processing.view.js';

const described = {
  status: Prop.enumeration({ ...describedStatus, optional: true, description: 'Only documents with this status.' }),
  knowledgeBaseId: Prop.id({ optional: true, description: 'Only documents of this knowledge base.' }),
  name: Prop.text({
    min: 1,
    max: 500,
    optional: true,
    description: 'Only documents whose name contains this, in any case.',
  }),
};

interface AskedFilter {
  status?: ProcessingStatus;
  knowledgeBaseId?: string;
  name?: string;
}

/** Which documents a list shows. */
export class ListDocumentsQuery extends PageQuery implements AskedFilter {
  @described.status status?: ProcessingStatus;
  @described.knowledgeBaseId knowledgeBaseId?: string;
  @described.name name?: string;
}

@InputType({ description: 'Which documents a list shows.' })
export class DocumentFilterInput implements AskedFilter {
  @described.status status?: ProcessingStatus;
  @described.knowledgeBaseId knowledgeBaseId?: string;
  @described.name name?: string;
}

@ArgsType()
export class ListDocumentsArgs extends PageArgs {
  @Prop.object(() => DocumentFilterInput, { optional: true, description: 'Which documents.' })
  filter?: DocumentFilterInput;
}

export function filterOf({ status, knowledgeBaseId, name }: AskedFilter): DocumentFilter {
  return { status: status && statusNamed(status), knowledgeBaseId, name };
}
