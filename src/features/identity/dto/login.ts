import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';

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
  @Prop.integer({ description: 'Seconds it is good for.' }) expiresIn: number;

  static of(accessToken: string, expiresIn: number): AccessTokenView {
    return Object.assign(new AccessTokenView(), { accessToken, tokenType: 'Bearer', expiresIn });
  }
}
