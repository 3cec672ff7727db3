import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';

@InputType({ description: 'The link to be removed.' })
export class UnlinkIdentityInput {
  @Prop.id({ description: 'Id of the user.' }) userId: string;
  @Prop.id({ description: 'Id of the identity.' }) identityId: string;
}
