import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import type { AccessToken } from '../domain/access-token.js';

export class LoginInput {
  @Prop.text({ min: 1, max: 254, description: 'Address of the user.' }) email: string;
  @Prop.text({ min: 1, max: 200, description: 'Their password.' }) password: string;
  @Prop.text({
    min: 1,
    max: 200,
    optional: true,
    description: 'Id or name of the organization; needed only where one address and password fit several.',
  })
  organization?: string;
}

export class AccessTokenView extends View {
  @Prop.text({ description: 'Send it as `Authorization: Bearer …`.' }) accessToken: string;
  @Prop.text({ description: 'Always Bearer.' }) tokenType: 'Bearer';
  @Prop.integer({ description: 'Seconds until it expires.' }) expiresIn: number;

  static from({ token, expiresInSeconds }: AccessToken): AccessTokenView {
    const view = { accessToken: token, tokenType: 'Bearer' as const, expiresIn: expiresInSeconds };
    return Object.assign(new AccessTokenView(), view);
  }
}
