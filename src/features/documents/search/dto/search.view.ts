import { createHash } from 'node:crypto';
import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../../edge/dto/prop.js';
import { View } from '../../../../edge/dto/view.js';
import { connectionOf } from '../../../../edge/page/connection.js';
import { chunkIdOf } from '../../chunks/chunk.js';
import type { SearchHit, SearchResult } from '../search-documents.service.js';
import { type SearchMatch, searchMatches } from '../search-match.js';

const describedMatch = {
  name: 'SearchMatch',
  meaning: 'How the words of a search were compared.',
  values: searchMatches,
  description: 'How words were compared.',
};
const IS_PARTIAL =
  'Whether more chunks have the words than the 1,000 that were compared. Hits are the best of those; further words narrow it down.';

/** A chunk that was found. */
@ObjectType('SearchHit', { description: 'A piece of a document’s text that was found.' })
export class SearchHitView extends View {
  @Field(() => ID, {
    description: 'Unique to this hit in this search: another search may highlight the same chunk otherwise.',
  })
  id: string;

  @Prop.id({ description: 'The document.' })
  documentId: string;

  @Prop.text({ description: 'Its name.' })
  documentName: string;

  @Prop.id({ description: 'The chunk: `{document_id}_{index}`.' })
  chunkId: string;

  @Prop.integer({ description: 'The place of the chunk in the document, from 0.' })
  index: number;

  @Prop.integer({ nullable: true, description: 'Page, slide or sheet that it begins on, from 1.' })
  page: number | null;

  @Prop.text({ nullable: true, description: 'Name of the sheet.' })
  sheet: string | null;

  @Prop.integer({ nullable: true, description: 'First row of a table, from 1.' })
  row: number | null;

  @Prop.fraction({ description: 'How well it fits, 0 to 1. Comparable within one search.' })
  score: number;

  @Prop.text({
    description: 'HTML: what was found, in `<mark>`, with some text around it. Everything else is escaped.',
  })
  highlight: string;

  static from({ documentId, index, ...rest }: SearchHit): SearchHitView {
    const chunkId = chunkIdOf({ documentId, index });
    return Object.assign(new SearchHitView(), { chunkId, documentId, index, ...rest });
  }
}

/** What a search found, over REST. */
export class SearchView extends View {
  @Prop.object(() => SearchHitView, { each: true, description: 'Hits, best first.' })
  items: SearchHitView[];

  @Prop.enumeration(describedMatch)
  match: SearchMatch;

  @Prop.flag({ description: IS_PARTIAL })
  isPartial: boolean;

  @Prop.text({ nullable: true, description: 'Always null: a search has one page.' })
  nextCursor: null;

  static from({ hits, match, isPartial }: SearchResult): SearchView {
    return Object.assign(new SearchView(), { items: hits.map(SearchHitView.from), match, isPartial, nextCursor: null });
  }
}

/** The same over GraphQL. */
@ObjectType('DocumentSearchConnection', { description: 'What a search found, best first. It has one page.' })
export class SearchConnectionView extends connectionOf(SearchHitView, 'SearchHit') {
  @Prop.enumeration(describedMatch)
  match: SearchMatch;

  @Prop.flag({ description: IS_PARTIAL })
  isPartial: boolean;

  /** `search`: what was searched for, as text. */
  static of({ hits, match, isPartial }: SearchResult, search: string): SearchConnectionView {
    const digest = createHash('sha256').update(search).digest('base64url').slice(0, 16);
    const ids = hits.map(chunkIdOf);
    const items = hits.map((hit, i) => Object.assign(SearchHitView.from(hit), { id: `${ids[i]}_${digest}` }));
    const page = { items, nextCursor: null, list: 'search', ids };
    return Object.assign(new SearchConnectionView(), SearchConnectionView.from(page), { match, isPartial });
  }
}
