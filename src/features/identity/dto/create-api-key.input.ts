import { InputType } from '@nestjs/graphql';
import { describedScope } from '../../../edge/auth/described-rights.js';
import { Prop } from '../../../edge/dto/prop.js';
import { scopes } from '../../../shared/actor.js';

@InputType({ description: 'A new API key. It cannot have scopes that the caller does not have.' })
export class CreateApiKeyInput {
  @Prop.text({ min: 1, max: 200, description: 'What the key is for.', example: 'importer' }) name: string;
  @Prop.enumeration({
    ...describedScope,
    each: true,
    minItems: 1,
    maxItems: scopes.length,
    description: 'What it may do.',
  })
  scopes: string[];
  @Prop.id({ optional: true, description: 'The only workspace it may use. Default: all.' })
  workspaceId?: string;
  @Prop.dateTime({ optional: true, description: 'When it stops working. Default: never.' }) expiresAt?: Date;
}
