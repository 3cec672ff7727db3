import { ArgsType, InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { PageArgs } from '../../../edge/page/page-args.js';
import { describedDeliveredEvent } from './webhook.enums.js';

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

const eventType = {
  ...describedDeliveredEvent,
  optional: true,
  description: 'Type of the event, with sample data. Default: webhook.test, which stands for none.',
};

@InputType({ isAbstract: true })
export class TestEndpointBody {
  @Prop.enumeration(eventType)
  eventType?: string;
}

@InputType('TestWebhookEndpointInput', { description: 'The webhook endpoint that is to receive a test event.' })
export class TestEndpointInput extends TestEndpointBody {
  @Prop.id({ description: 'Id of the endpoint.' })
  endpointId: string;
}
