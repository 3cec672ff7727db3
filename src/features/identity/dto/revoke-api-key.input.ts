import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';

@InputType({ description: 'The API key to be revoked.' })
export class RevokeApiKeyInput {
  @Prop.text({ min: 1, max: 64, description: 'Id of the key.' }) id: string;
}
