import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';

@InputType({ isAbstract: true })
export class StoreQuery {
  @Prop.flag({ optional: true, description: 'Ask the store again; it takes a second, 20 at most.' }) refresh?: boolean;
}
