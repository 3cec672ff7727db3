import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';

@InputType({ description: 'The file to delete.' })
export class DeleteFileInput {
  @Prop.text({ description: 'The file.' })
  fileId: string;
}
