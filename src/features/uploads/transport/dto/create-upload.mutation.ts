import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../../edge/dto/prop.js';
import { CreateUploadInput } from './create-upload.input.js';

/** REST names the bucket in the path; GraphQL has one input for everything. */
@InputType('CreateUploadInput', { description: 'A file about to be uploaded, and where to.' })
export class CreateUploadMutation extends CreateUploadInput {
  @Prop.text({ min: 1, max: 63, description: 'The bucket, by id or name.' })
  bucketId: string;
}

@InputType({ description: 'Names an upload.' })
export class UploadIdInput {
  @Prop.text({ description: 'The upload.' })
  uploadId: string;
}
