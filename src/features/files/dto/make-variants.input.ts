import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';

@InputType({ description: 'The picture of which to make variants.' })
export class MakeVariantsInput {
  @Prop.text({ description: 'The file.' })
  fileId: string;
}
