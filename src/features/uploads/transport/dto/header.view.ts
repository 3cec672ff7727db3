import { ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../../edge/dto/prop.js';
import { View } from '../../../../edge/dto/view.js';

@ObjectType('NameValue', { description: 'A header or form field.' })
export class HeaderView extends View {
  @Prop.text({ description: 'Its name.' })
  name: string;

  @Prop.text({ description: 'Its value, to be sent as it is.' })
  value: string;

  static listOf(pairs: Record<string, string>): HeaderView[] {
    return Object.entries(pairs).map(([name, value]) => Object.assign(new HeaderView(), { name, value }));
  }
}
