import { ArgsType } from '@nestjs/graphql';
import { Prop } from '../../../../edge/dto/prop.js';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../../../shared/page.js';

const LONGEST_QUERY = 500;

const described = {
  q: Prop.text({
    min: 1,
    max: LONGEST_QUERY,
    description:
      'What to look for: words (all of them), "a phrase", -without, one OR another. Case and accents do not matter.',
    example: '"annual report" budget OR forecast -draft',
  }),
  knowledgeBaseId: Prop.id({ optional: true, description: 'Only in documents of this knowledge base.' }),
  limit: Prop.integer({
    min: 1,
    max: MAX_PAGE_SIZE,
    optional: true,
    description: `The most hits, 1 to ${MAX_PAGE_SIZE}. Default: ${DEFAULT_PAGE_SIZE}.`,
  }),
};

/** What is looked for, and where. */
export class SearchDocumentsQuery {
  @described.q q: string;
  @described.knowledgeBaseId knowledgeBaseId?: string;
  @described.limit limit?: number;
}

@ArgsType()
export class SearchDocumentsArgs {
  @described.q q: string;
  @described.knowledgeBaseId knowledgeBaseId?: string;
  @described.limit first?: number;
}
