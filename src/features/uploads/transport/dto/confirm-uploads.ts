import { InputType, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../../edge/dto/prop.js';
import { View } from '../../../../edge/dto/view.js';
import type { Actor } from '../../../../shared/actor.js';
import type { Confirmed } from '../../confirmation/confirm-upload.service.js';
import { UploadView } from './upload.view.js';

@InputType('ConfirmUploadsInput', { description: 'The uploads whose bytes have arrived.' })
export class ConfirmUploadsBody {
  @Prop.text({ each: true, minItems: 1, maxItems: 100, description: 'The uploads whose bytes have arrived.' })
  uploadIds: string[];
}

/** Why one item of many was refused. */
@ObjectType('ItemError', { description: 'Why one item of many was refused.' })
export class ItemErrorView extends View {
  @Prop.text({ description: 'Stable code, as in the problem of a single request.' })
  code: string;

  @Prop.text({ description: 'What to do next.' })
  detail: string;
}

/** What became of one upload of many. */
@ObjectType('ConfirmedUpload', { description: 'What became of one upload of many.' })
export class ConfirmedUploadView extends View {
  @Prop.text({ description: 'The upload.' })
  uploadId: string;

  @Prop.object(() => UploadView, { nullable: true, description: 'Where it is now; null when it was refused.' })
  upload: UploadView | null;

  @Prop.object(() => ItemErrorView, { nullable: true, description: 'Why it was refused.' })
  error: ItemErrorView | null;

  static from(actor: Actor, confirmed: Confirmed): ConfirmedUploadView {
    const refused = 'error' in confirmed ? confirmed.error : null;
    const error = refused && Object.assign(new ItemErrorView(), { code: refused.code, detail: refused.message });
    const upload = 'upload' in confirmed ? UploadView.from(actor, confirmed.upload) : null;
    return Object.assign(new ConfirmedUploadView(), { uploadId: confirmed.id, upload, error });
  }
}

/** What became of each upload, in the order asked. */
export class ConfirmedUploadsView extends View {
  @Prop.object(() => ConfirmedUploadView, { each: true, description: 'In the order asked.' })
  items: ConfirmedUploadView[];

  static from(actor: Actor, confirmed: Confirmed[]): ConfirmedUploadsView {
    const items = confirmed.map((one) => ConfirmedUploadView.from(actor, one));
    return Object.assign(new ConfirmedUploadsView(), { items });
  }
}
