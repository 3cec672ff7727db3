import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { Node } from '../../../edge/graphql/node/node.js';
import { View } from '../../../edge/dto/view.js';
import type { Chunk } from './chunk.js';

/** A chunk as REST and GraphQL show it. */
@ObjectType('DocumentChunk', { implements: () => [Node], description: 'A piece of a document’s text.' })
export class ChunkView extends View {
  @Field(() => ID, { description: 'Same as chunkId.' })
  id: string;

  @Prop.id({ description: 'Its id: `{document_id}_{index}`.' })
  chunkId: string;

  @Prop.integer({ description: 'Its place in the document, from 0.' })
  index: number;

  @Prop.text({ description: 'The text. It repeats the end of the chunk before it.' })
  text: string;

  @Prop.integer({ nullable: true, description: 'Page, slide or sheet that it begins on, from 1.' })
  page: number | null;

  @Prop.text({ nullable: true, description: 'Name of the sheet.' })
  sheet: string | null;

  @Prop.integer({ nullable: true, description: 'First row of a table, from 1.' })
  row: number | null;

  @Prop.integer({ description: 'Where it begins in the whole text, in UTF-16 code units.' })
  start: number;

  @Prop.integer({ description: 'Where it ends, excluded.' })
  end: number;

  @Prop.integer({ description: 'Tokens of the o200k encoding.' })
  tokenCount: number;

  static from({ id, startOffset: start, endOffset: end, ...chunk }: Chunk & { id: string }): ChunkView {
    const { index, text, page, sheet, row, tokenCount } = chunk;
    return Object.assign(new ChunkView(), { id, chunkId: id, index, text, page, sheet, row, start, end, tokenCount });
  }
}
