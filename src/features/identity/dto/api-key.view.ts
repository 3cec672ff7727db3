import { ObjectType } from '@nestjs/graphql';
import { describedScope } from '../../../edge/auth/described-rights.js';
import { Prop } from '../../../edge/dto/prop.js';
import { Node } from '../../../edge/graphql/node/node.js';
import { View } from '../../../edge/dto/view.js';
import type { ApiKey, ApiKeyWithSecret } from '../domain/api-key.js';

@ObjectType('ApiKey', {
  implements: () => [Node],
  description: 'A key for programs. Its secret is shown once, at creation.',
})
export class ApiKeyView extends View {
  @Prop.id({ wire: 'key_id', description: 'Id of the key.' }) id: string;
  @Prop.text({ optional: true, description: 'The secret; only in the answer that created it.' }) apiKey?: string;
  @Prop.text({ description: 'How the secret begins.', example: 'sk_Zk3vQ9a' }) prefix: string;
  @Prop.text({ description: 'What the key is for.' }) name: string;
  @Prop.enumeration({ ...describedScope, each: true, description: 'What it may do.' }) scopes: string[];
  @Prop.id({ nullable: true, description: 'The only workspace it may use.' }) workspaceId: string | null;
  @Prop.dateTime({ nullable: true, description: 'When it stops working.' }) expiresAt: Date | null;
  @Prop.dateTime({ description: 'Time of creation.' }) createdAt: Date;
  @Prop.dateTime({ nullable: true, description: 'Last use, to the minute.' }) lastUsedAt: Date | null;

  static from(key: ApiKey): ApiKeyView {
    return ApiKeyView.withSecret({ key });
  }

  static withSecret({ key, secret }: ApiKeyWithSecret): ApiKeyView {
    const { id, prefix, name, scopes, workspaceId, expiresAt, createdAt, lastUsedAt } = key;
    const view = { id, apiKey: secret, prefix, name, scopes, workspaceId, expiresAt, createdAt, lastUsedAt };
    return Object.assign(new ApiKeyView(), view);
  }
}
