import { InputType } from '@nestjs/graphql';
import type { Direction } from '../../shared/page.js';
import type { NamedValues } from '../dto/enum-types.js';
import { Prop } from '../dto/prop.js';

const describedField = {
  name: 'ListOrderField',
  meaning: 'What a list is sorted by.',
  values: { CREATED_AT: 'When its items were created.' },
} satisfies NamedValues;

export const describedDirection = {
  name: 'OrderDirection',
  meaning: 'The direction of a list.',
  values: { ASC: 'From the first to the last.', DESC: 'From the last to the first.' } satisfies Record<
    Direction,
    string
  >,
} satisfies NamedValues;

@InputType('ListOrder', { description: 'The order of a list.' })
export class ListOrderInput {
  @Prop.enumeration({ ...describedField, description: 'What it is sorted by.' })
  field: keyof typeof describedField.values;

  @Prop.enumeration({ ...describedDirection, optional: true, description: 'Default: DESC, the newest first.' })
  direction?: Direction;
}
