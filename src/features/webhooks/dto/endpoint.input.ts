import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { endpointStatuses } from '../domain/endpoint.js';
import { MAX_URL_LENGTH } from '../domain/endpoint-url.js';
import { EVERY_EVENT, eventTypes } from '../domain/event-types.js';

const url = {
  min: 1,
  max: MAX_URL_LENGTH,
  description:
    'Where events are POSTed: https or http, without credentials. Private, link-local and metadata addresses are refused, ' +
    'redirects are not followed.',
  example: 'https://example.com/hooks/airlock',
};
const events = {
  values: [EVERY_EVENT, ...eventTypes],
  each: true,
  minItems: 1,
  maxItems: 100,
  optional: true,
};

@InputType('CreateWebhookEndpointInput', { description: 'A webhook endpoint to be made.' })
export class CreateEndpointInput {
  @Prop.text(url)
  url: string;

  @Prop.choice({ ...events, description: 'What it is told of. Default: `*`, everything.' })
  events?: string[];

  @Prop.text({ max: 1000, optional: true, nullable: true, description: 'What it is for.' })
  description?: string | null;

  @Prop.choice({ values: endpointStatuses, optional: true, description: 'Default active.' })
  status?: string;
}

@InputType({ isAbstract: true })
export class UpdateEndpointInput {
  @Prop.text({ ...url, optional: true })
  url?: string;

  @Prop.choice({ ...events, description: 'What it is told of from now on.' })
  events?: string[];

  @Prop.text({ max: 1000, optional: true, nullable: true, description: 'What it is for.' })
  description?: string | null;

  @Prop.choice({
    values: endpointStatuses,
    optional: true,
    description:
      'A disabled endpoint is told of nothing; what waited for it goes on when it is active again. One that answered 410 ' +
      'was disabled and is made active here.',
  })
  status?: string;
}

const endpointId = { description: 'Id of the endpoint.' };

@InputType('UpdateWebhookEndpointInput', { description: 'What is to change of a webhook endpoint.' })
export class UpdateEndpointByIdInput extends UpdateEndpointInput {
  @Prop.id(endpointId)
  endpointId: string;
}

@InputType('DeleteWebhookEndpointInput', { description: 'The webhook endpoint to be deleted.' })
export class DeleteEndpointInput {
  @Prop.id(endpointId)
  endpointId: string;
}

@InputType('RotateWebhookSecretInput', { description: 'The webhook endpoint that gets a new secret.' })
export class RotateSecretInput {
  @Prop.id(endpointId)
  endpointId: string;
}
