import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';

@InputType({ description: 'Names a file.' })
export class DeleteFileInput {
  @Prop.text({ description: 'The file.' })
  fileId: string;
}
