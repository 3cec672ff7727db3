import { Field, InputType, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../../edge/dto/prop.js';
import { View } from '../../../../edge/dto/view.js';
import { ApiStringMap } from '../../../../edge/openapi/string-map.js';
import type { StoredParts } from '../../multipart/multipart.service.js';
import type { SignedPart, SignedParts } from '../../signing/upload-urls.service.js';
import { HeaderView } from './header.view.js';

const HEADERS = 'Headers to send exactly as they are.';

/** Which parts of an upload are about to be sent. */
@InputType({ isAbstract: true })
export class SignPartsBody {
  @Prop.integer({
    min: 1,
    max: 10_000,
    each: true,
    minItems: 1,
    maxItems: 1000,
    description: 'Numbers of the parts, from 1; at most 1,000 at once.',
  })
  partNumbers: number[];
}

@InputType({ description: 'Which parts of an upload are about to be sent.' })
export class SignUploadPartsInput extends SignPartsBody {
  @Prop.text({ description: 'The upload.' })
  uploadId: string;
}

@ObjectType('SignedPart', { description: 'Where to PUT one part.' })
export class SignedPartView extends View {
  @Prop.integer({ description: 'Number of the part.' })
  partNumber: number;

  @Prop.text({ description: 'Where to PUT it. Keep the ETag of the answer.' })
  url: string;

  /** A list in GraphQL, a plain object in REST. */
  @ApiStringMap({ description: HEADERS })
  @Field(() => [HeaderView], { description: HEADERS })
  get headers(): HeaderView[] {
    return HeaderView.listOf(this.signedHeaders);
  }

  @Prop.byteSize({ description: 'Exact size of the part; signed as Content-Length.' })
  size: number;

  private signedHeaders: Record<string, string> = {};

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), headers: this.signedHeaders };
  }

  static from({ partNumber, url, size, headers }: SignedPart): SignedPartView {
    const view = Object.assign(new SignedPartView(), { partNumber, url, size });
    view.signedHeaders = headers;
    return view;
  }
}

@ObjectType('SignedParts', { description: 'Where to send parts, and until when.' })
export class SignedPartsView extends View {
  @Prop.object(() => SignedPartView, { each: true, description: 'In the order they were asked for.' })
  parts: SignedPartView[];

  @Prop.dateTime({ description: 'When these URLs expire; sign again for the parts that remain.' })
  expiresAt: Date;

  static from({ parts, expiresAt }: SignedParts): SignedPartsView {
    return Object.assign(new SignedPartsView(), { parts: parts.map(SignedPartView.from), expiresAt });
  }
}

@ObjectType('StoredPart', { description: 'A part that has arrived.' })
export class StoredPartView extends View {
  @Prop.integer({ description: 'Number of the part.' })
  partNumber: number;

  @Prop.byteSize({ description: 'Its size in bytes.' })
  size: number;

  @Prop.text({ description: 'The store’s ETag of it, without quotes.' })
  etag: string;
}

@ObjectType('StoredParts', { description: 'Which parts of an upload have arrived, next to its plan.' })
export class StoredPartsView extends View {
  @Prop.object(() => StoredPartView, { each: true, description: 'What the store has, by number.' })
  parts: StoredPartView[];

  @Prop.byteSize({ description: 'Size of every part but the last.' })
  partSize: number;

  @Prop.integer({ description: 'How many parts there are.' })
  partCount: number;

  @Prop.integer({ each: true, description: 'Numbers of the parts that have yet to be sent; none once confirmed.' })
  missing: number[];

  static from({ plan, parts, missing }: StoredParts): StoredPartsView {
    const { partSize, partCount } = plan;
    const stored = parts.map(({ partNumber, size, etag }) =>
      Object.assign(new StoredPartView(), { partNumber, size, etag }),
    );
    return Object.assign(new StoredPartsView(), { partSize, partCount, missing, parts: stored });
  }
}
