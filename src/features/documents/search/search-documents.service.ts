import { Injectable } from '@nestjs/common';
import type { Actor, Tenant } from '../../../shared/actor.js';
import { MembershipsRepository } from '../knowledge-bases/memberships.repository.js';
import { Errors } from '../../../shared/errors/errors.js';
import { limitedWork } from '../../../shared/limited-work.js';
import { requireScope } from '../../../shared/rights.js';
import { type Candidate, type Candidates, CandidatesRepository, type SearchScope } from './candidates.repository.js';
import { Embedder } from './embedder.js';
import { highlight } from './highlight.js';
import { type FoundChunk, HitsRepository } from './hits.repository.js';
import { orderByMeaning } from './order-by-meaning.js';
import { PartialWordsRepository } from './partial-words.repository.js';
import type { SearchMatch } from './search-match.js';
import { parseSearchQuery, spacelessRuns } from './search-query.js';

/** Fewer hits of whole words than this, and parts of words are searched as well. */
const FEW_HITS = 5;
/** In this process. The rest of the pool stays free for authentication. */
const limited = limitedWork({ running: 2, waiting: 200 }, () =>
  Errors.rateLimited('Too many searches are waiting. Try again in a second.', 1),
);

export interface SearchHit extends Omit<FoundChunk, 'marked'> {
  /** HTML. */
  highlight: string;
}

export interface SearchResult {
  hits: SearchHit[];
  match: SearchMatch;
  /** Whether only some of the chunks that have the words were compared. */
  isPartial: boolean;
}

/** Finds chunks of documents by their words: whole ones, and when there are few hits, parts of words. */
@Injectable()
export class SearchDocumentsService {
  constructor(
    private readonly knowledgeBases: MembershipsRepository,
    private readonly candidates: CandidatesRepository,
    private readonly partialWords: PartialWordsRepository,
    private readonly hits: HitsRepository,
    private readonly embedder: Embedder,
  ) {}

  async search(actor: Actor, { q, ...scope }: SearchScope & { q: string }): Promise<SearchResult> {
    requireScope(actor, 'documents:read');
    await this.knowledgeBases.requireEach(actor, scope.knowledgeBaseId === undefined ? [] : [scope.knowledgeBaseId]);
    const { found, match } = await limited(() => this.find(actor, q, scope));
    const chunks = await this.hits.read(actor, found.best, found.queries);
    const runs = spacelessRuns(q);
    const hits = chunks.map(({ marked, ...hit }) => ({ ...hit, highlight: highlight(marked, runs) }));
    const ordered = await orderByMeaning(hits, { query: q, textOf: (hit) => hit.highlight, embedder: this.embedder });
    return { hits: ordered, match, isPartial: found.isPartial };
  }

  private async find(
    tenant: Tenant,
    q: string,
    scope: SearchScope,
  ): Promise<{ found: Candidates; match: SearchMatch }> {
    const query = parseSearchQuery(q);
    const whole = await this.candidates.find(tenant, query, scope);
    if (whole.best.length >= Math.min(FEW_HITS, scope.limit)) return { found: whole, match: 'whole_words' };
    const widened = await this.partialWords.widen(tenant, query, scope.knowledgeBaseId);
    if (!widened) return { found: whole, match: 'whole_words' };
    const parts = await this.candidates.find(tenant, widened, scope);
    if (parts.ranked <= whole.ranked) return { found: whole, match: 'whole_words' };
    return { found: { ...parts, best: wholeFirst(whole.best, parts.best, scope.limit) }, match: 'partial_words' };
  }
}

/** Hits of whole words before those of parts. */
function wholeFirst(whole: Candidate[], parts: Candidate[], limit: number): Candidate[] {
  const nameOf = ({ documentId, index }: Candidate) => `${documentId}_${index}`;
  const known = new Set(whole.map(nameOf));
  return [...whole, ...parts.filter((one) => !known.has(nameOf(one)))].slice(0, limit);
}
