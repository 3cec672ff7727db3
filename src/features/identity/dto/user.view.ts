import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import type { User } from '../domain/user.js';

/** A user, as administrators of the organization see it. */
export class UserView extends View {
  @Prop.id({ wire: 'user_id', description: 'Id of the user.' }) id: string;
  @Prop.text({ description: 'Address the user logs in with.' }) email: string;
  @Prop.text({ nullable: true, description: 'Display name.' }) name: string | null;
  @Prop.dateTime({ description: 'Time of creation.' }) createdAt: Date;

  static from({ id, email, name, createdAt }: User): UserView {
    return Object.assign(new UserView(), { id, email, name, createdAt });
  }
}
