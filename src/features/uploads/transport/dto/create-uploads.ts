import { InputType, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../../edge/dto/prop.js';
import { View } from '../../../../edge/dto/view.js';
import type { IssuedUpload } from '../../signing/issued-upload.js';
import { CreateUploadInput } from './create-upload.input.js';
import { UploadView } from './upload.view.js';

@InputType('CreateUploadItem', { description: 'One of many files about to be uploaded to the same bucket.' })
export class CreateUploadItem extends CreateUploadInput {}

/** Many files for one bucket: all are announced or none. */
@InputType({ isAbstract: true })
export class CreateUploadsBody {
  @Prop.object(() => CreateUploadItem, { each: true, minItems: 1, maxItems: 100, description: 'The files, up to 100.' })
  uploads: CreateUploadItem[];
}

@InputType('CreateUploadsInput', { description: 'Many files for one bucket: all are announced or none.' })
export class CreateUploadsMutation extends CreateUploadsBody {
  @Prop.text({ min: 1, max: 63, description: 'The bucket, by id or name.' })
  bucketId: string;
}

@ObjectType('CreatedUploads', { description: 'What became of each file, in the order asked.' })
export class CreatedUploadsView extends View {
  @Prop.object(() => UploadView, { each: true, description: 'In the order asked.' })
  items: UploadView[];

  static from(issued: IssuedUpload[]): CreatedUploadsView {
    return Object.assign(new CreatedUploadsView(), { items: issued.map((one) => UploadView.issued(one)) });
  }
}
