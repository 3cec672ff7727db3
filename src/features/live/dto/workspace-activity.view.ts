import { ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import type { Actor } from '../../../shared/actor.js';
import { describedEvent } from '../../relay/index.js';
import { UploadView } from '../../uploads/index.js';
import type { Activity } from '../activity.service.js';

@ObjectType('WorkspaceActivity', { description: 'One event of a workspace.' })
export class WorkspaceActivityView extends View {
  @Prop.enumeration({ ...describedEvent, description: 'What happened.' })
  type: string;

  @Prop.dateTime({ description: 'When it happened.' })
  at: Date;

  @Prop.id({ description: 'Id of the upload, object, … that the event is about.' })
  resourceId: string;

  @Prop.integer({ nullable: true, description: 'Of an upload: counts from 1 without gaps.' })
  sequence: number | null;

  @Prop.text({ nullable: true, description: 'More about it, e.g. the reason of a rejection.' })
  detail: string | null;

  @Prop.object(() => UploadView, { nullable: true, description: 'The upload, if the event is about one.' })
  upload: UploadView | null;

  static from(actor: Actor, activity: Activity): WorkspaceActivityView {
    const { at } = activity;
    const fields =
      'upload' in activity
        ? {
            ...{ type: `upload.${activity.event}`, resourceId: activity.upload.id, sequence: activity.sequence },
            ...{ detail: activity.detail, upload: UploadView.from(actor, activity.upload) },
          }
        : { type: activity.type, resourceId: activity.resourceId, sequence: null, detail: null, upload: null };
    return Object.assign(new WorkspaceActivityView(), { at, ...fields });
  }
}
