import { InputType } from '@nestjs/graphql';
import type { NamedValues } from '../../../edge/dto/enum-types.js';
import { Prop } from '../../../edge/dto/prop.js';
import { describedDirection } from '../../../edge/page/list-order.js';
import { listInDirection } from '../../../shared/page.js';
import type { DocumentOrder } from '../domain/document-list.js';

/** The `sort` of the list over REST. */
export const documentSorts = ['created_at', '-created_at', 'name', '-name'] as const;
export type DocumentSort = (typeof documentSorts)[number];

const describedField = {
  name: 'DocumentOrderField',
  meaning: 'What documents are sorted by.',
  values: { CREATED_AT: 'When they were created.', NAME: 'By name, without case, by its first 64 characters.' },
} satisfies NamedValues;

@InputType('DocumentOrder', { description: 'The order of a list of documents.' })
export class DocumentOrderInput {
  @Prop.enumeration({ ...describedField, description: 'What they are sorted by.' })
  field: keyof typeof describedField.values;

  @Prop.enumeration({
    ...describedDirection,
    optional: true,
    description: 'Default: DESC by time, ASC by name.',
  })
  direction?: keyof typeof describedDirection.values;
}

export function orderNamed(sort: DocumentSort = '-created_at'): DocumentOrder {
  const by = sort.endsWith('name') ? 'name' : 'createdAt';
  return { by, direction: sort.startsWith('-') ? 'DESC' : 'ASC' };
}

export function orderOf({ field, direction }: DocumentOrderInput = { field: 'CREATED_AT' }): DocumentOrder {
  return field === 'NAME'
    ? { by: 'name', direction: direction ?? 'ASC' }
    : { by: 'createdAt', direction: direction ?? 'DESC' };
}

/** The name of a list, by its order: a cursor of one is refused by the others. */
export function listNamed({ by, direction }: DocumentOrder): string {
  const lists = {
    createdAt: { DESC: 'documents', ASC: listInDirection('documents', 'ASC') },
    name: { ASC: 'documents-by-name', DESC: 'documents-by-name-descending' },
  };
  return lists[by][direction];
}
