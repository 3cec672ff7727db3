import { ArgsType, InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { PositionArgs } from '../../../edge/page/position-args.js';
import { PageQuery } from '../../../edge/page/page-query.js';
import { type ProcessingStatus, statusNamed } from '../domain/document.js';
import type { DocumentFilter } from '../domain/document-list.js';
import { DocumentOrderInput, type DocumentSort, documentSorts } from './document-order.js';
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

/** Which documents a list shows, and in which order. */
export class ListDocumentsQuery extends PageQuery implements AskedFilter {
  @described.status status?: ProcessingStatus;
  @described.knowledgeBaseId knowledgeBaseId?: string;
  @described.name name?: string;

  @Prop.choice({
    values: documentSorts,
    optional: true,
    description: 'By time or name; with a minus from the last to the first. Default: -created_at, newest first.',
  })
  sort?: DocumentSort;
}

@InputType({ description: 'Which documents a list shows.' })
export class DocumentFilterInput implements AskedFilter {
  @described.status status?: ProcessingStatus;
  @described.knowledgeBaseId knowledgeBaseId?: string;
  @described.name name?: string;
}

@ArgsType()
export class ListDocumentsArgs extends PositionArgs {
  @Prop.object(() => DocumentFilterInput, { optional: true, description: 'Which documents.' })
  filter?: DocumentFilterInput;

  @Prop.object(() => DocumentOrderInput, { optional: true, description: 'In which order. Default: newest first.' })
  orderBy?: DocumentOrderInput;
}

export function filterOf({ status, knowledgeBaseId, name }: AskedFilter): DocumentFilter {
  return { status: status && statusNamed(status), knowledgeBaseId, name };
}
