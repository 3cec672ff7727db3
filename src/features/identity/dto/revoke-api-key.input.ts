import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';

@InputType({ description: 'The API key to revoke.' })
export class RevokeApiKeyInput {
  @Prop.id({ description: 'Id of the key.' }) id: string;
}
