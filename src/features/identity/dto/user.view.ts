import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import type { User } from '../domain/user.js';

/** A person, as the administrators of their organization see them. */
export class UserView extends View {
  @Prop.id({ wire: 'user_id', description: 'Id of the user.' }) id: string;
  @Prop.text({ description: 'Address the user logs in with.' }) email: string;
  @Prop.text({ nullable: true, description: 'What people call them.' }) name: string | null;
  @Prop.dateTime({ description: 'When the account was made.' }) createdAt: Date;

  static from({ id, email, name, createdAt }: User): UserView {
    return Object.assign(new UserView(), { id, email, name, createdAt });
  }
}
