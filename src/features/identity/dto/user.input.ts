import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';

const email = {
  min: 3,
  max: 254,
  pattern: /^[^\s@]+@[^\s@]+$/,
  patternMessage: 'must be an email address',
  description: 'Address the user logs in with.',
  example: 'ada@example.com',
};
const password = {
  min: 8,
  max: 200,
  optional: true,
  description: 'At least 8 characters. Default: no login by password.',
};
const name = { min: 1, max: 200, optional: true, description: 'Display name.' };
const issuer = {
  min: 1,
  max: 500,
  optional: true,
  description:
    'The `iss` of the tokens that stand for this user, once one of them has named the organization in X-Namespace.',
};
const subject = { min: 1, max: 500, optional: true, description: 'The `sub` of the tokens that stand for this user.' };

@InputType({ description: 'A new user of the organization.' })
export class CreateUserInput {
  @Prop.text(email) email: string;
  @Prop.text(password) password?: string;
  @Prop.text(name) name?: string;
  @Prop.text(issuer) issuer?: string;
  @Prop.text(subject) subject?: string;
}

@InputType({ isAbstract: true })
export class UpdateUserInput {
  @Prop.text({ ...email, optional: true }) email?: string;
  @Prop.text({ ...password, nullable: true, description: 'At least 8 characters. Null: no login by password.' })
  password?: string | null;
  @Prop.text({ ...name, nullable: true, description: 'Display name. Null: none.' }) name?: string | null;
  @Prop.text(issuer) issuer?: string;
  @Prop.text(subject) subject?: string;
}

const id = { description: 'Id of the user.' };

@InputType('UpdateUserInput', { description: 'What is to change of a user.' })
export class UpdateUserByIdInput extends UpdateUserInput {
  @Prop.id(id) id: string;
}

@InputType({ description: 'The user to be deleted.' })
export class DeleteUserInput {
  @Prop.id(id) id: string;
}
