import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { MAX_URL_LENGTH } from '../domain/endpoint-url.js';
import { describedEventChoice, describedSettableStatus } from './webhook.enums.js';

const url = {
  min: 1,
  max: MAX_URL_LENGTH,
  description:
    'Where events are POSTed: https or http, without credentials. Private, link-local and metadata addresses are refused, ' +
    'redirects are not followed.',
  example: 'https://example.com/hooks/airlock',
};
const events = {
  ...describedEventChoice,
  each: true,
  minItems: 1,
  maxItems: 100,
  optional: true,
};

@InputType('CreateWebhookEndpointInput', { description: 'A new webhook endpoint.' })
export class CreateEndpointInput {
  @Prop.text(url)
  url: string;

  @Prop.enumeration({ ...events, description: 'Event types that it receives. Default: every type.' })
  events?: string[];

  @Prop.text({ max: 1000, optional: true, nullable: true, description: 'Purpose, for people.' })
  description?: string | null;

  @Prop.enumeration({ ...describedSettableStatus, optional: true, description: 'Default: active.' })
  status?: string;
}

@InputType({ isAbstract: true })
export class UpdateEndpointInput {
  @Prop.text({ ...url, optional: true })
  url?: string;

  @Prop.enumeration({ ...events, description: 'Event types that it receives from now on.' })
  events?: string[];

  @Prop.text({ max: 1000, optional: true, nullable: true, description: 'Purpose, for people.' })
  description?: string | null;

  @Prop.enumeration({
    ...describedSettableStatus,
    optional: true,
    description: 'An endpoint that answered 410 was disabled; set it to active here.',
  })
  status?: string;
}

const endpointId = { description: 'Id of the endpoint.' };

@InputType('UpdateWebhookEndpointInput', { description: 'Changes of a webhook endpoint.' })
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
