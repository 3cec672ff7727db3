import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import type { BegunQuarantine } from '../quarantine.transaction.js';

@ObjectType('Quarantine', { description: 'A content that is unreadable in the workspace.' })
export class QuarantineView extends View {
  @Field(() => ID, { description: 'Unique to the workspace and the content.' })
  id: string;

  @Prop.text({ description: 'SHA-256 of the content, in hex.' })
  sha256: string;

  @Prop.text({ description: 'The reason given in the first request.' })
  reason: string;

  @Prop.integer({ description: 'How many files were quarantined; at most 1000 are counted.' })
  fileCount: number;

  @Prop.text({ description: 'The user, else the API key, of the first request.' })
  createdBy: string;

  @Prop.dateTime({ description: 'When the quarantine began.' })
  createdAt: Date;

  static from({ workspaceId, sha256, reason, fileCount, createdBy, createdAt }: BegunQuarantine): QuarantineView {
    const id = `${workspaceId}_${sha256}`;
    return Object.assign(new QuarantineView(), { id, sha256, reason, fileCount, createdBy, createdAt });
  }
}
