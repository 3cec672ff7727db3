import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import type { BegunQuarantine } from '../quarantine.transaction.js';

@ObjectType('Quarantine', { description: 'A content that nobody in the workspace may read.' })
export class QuarantineView extends View {
  @Field(() => ID, { description: 'Same as sha256.' })
  id: string;

  @Prop.text({ description: 'SHA-256 of the content, in hex.' })
  sha256: string;

  @Prop.text({ description: 'Why, as the first who asked for it said.' })
  reason: string;

  @Prop.integer({ description: 'How many files it closed; at most 1000 are counted.' })
  fileCount: number;

  @Prop.text({ description: 'The user, else the key, that asked for it first.' })
  createdBy: string;

  @Prop.dateTime({ description: 'Since when.' })
  createdAt: Date;

  static from({ sha256, reason, fileCount, createdBy, createdAt }: BegunQuarantine): QuarantineView {
    return Object.assign(new QuarantineView(), { id: sha256, sha256, reason, fileCount, createdBy, createdAt });
  }
}
