import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { Node } from '../../../edge/graphql/node/node.js';
import { View } from '../../../edge/dto/view.js';
import { type Endpoint, shownStatus } from '../domain/endpoint.js';
import type { EndpointWithSecret } from '../endpoints.service.js';
import { describedDisabledReason, describedEndpointStatus, describedEventChoice } from './webhook.enums.js';

@ObjectType('WebhookEndpoint', {
  implements: () => [Node],
  description: 'A URL that receives events, signed as Standard Webhooks 1.0 specifies.',
})
export class EndpointView extends View {
  @Field(() => ID, { description: 'Same as endpointId.' })
  id: string;

  @Prop.id({ description: 'Id of the endpoint.' })
  endpointId: string;

  @Prop.text({ description: 'Where events are POSTed.' })
  url: string;

  @Prop.enumeration({ ...describedEventChoice, each: true, description: 'Event types that it receives.' })
  events: string[];

  @Prop.text({ nullable: true, description: 'Purpose, for people.' })
  description: string | null;

  @Prop.text({
    optional: true,
    description: 'Key of the signatures; only in the answers that created it (create, rotate).',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw6YXo3pSzW2E=',
  })
  secret?: string;

  @Prop.enumeration({ ...describedEndpointStatus, description: 'Whether it receives events.' })
  status: string;

  @Prop.dateTime({ nullable: true, description: 'The first failure since the last success.' })
  failingSince: Date | null;

  @Prop.enumeration({
    ...describedDisabledReason,
    nullable: true,
    description: 'Why the service disabled it.',
  })
  disabledReason: string | null;

  @Prop.dateTime({ nullable: true, description: 'When it was disabled for that reason.' })
  disabledAt: Date | null;

  @Prop.dateTime({ nullable: true, description: 'Until then deliveries are also signed with the previous secret.' })
  rotationUntil: Date | null;

  @Prop.dateTime({ description: 'Time of creation.' })
  createdAt: Date;

  static withSecret({ endpoint, secret }: EndpointWithSecret): EndpointView {
    return Object.assign(EndpointView.from(endpoint), { secret });
  }

  static from(endpoint: Endpoint): EndpointView {
    const { id, url, events, description, failingSince, disabledReason, disabledAt, createdAt } = endpoint;
    const rotationUntil = endpoint.rotationUntil && endpoint.rotationUntil > new Date() ? endpoint.rotationUntil : null;
    const status = shownStatus(endpoint);
    return Object.assign(new EndpointView(), {
      ...{ id, endpointId: id, url, events, description, status, createdAt },
      ...{ failingSince, disabledReason, disabledAt, rotationUntil },
    });
  }
}
