import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';

@InputType({ description: 'The upload token to revoke.' })
export class RevokeUploadTokenInput {
  @Prop.id({ description: 'Id of the token.' }) id: string;
}
