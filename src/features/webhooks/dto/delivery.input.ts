import { ArgsType, InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { PageArgs } from '../../../edge/page/page-args.js';

@ArgsType()
export class ListDeliveriesArgs extends PageArgs {
  @Prop.id({ description: 'The webhook endpoint whose deliveries are listed.' })
  endpointId: string;
}

@InputType({ description: 'The delivery to repeat.' })
export class RedeliverInput {
  @Prop.id({ description: 'Id of the delivery.' })
  deliveryId: string;
}
