import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import type { DocumentOrder } from '../domain/document-list.js';

/** The `sort` of the list over REST. */
export const documentSorts = ['created_at', '-created_at', 'name', '-name'] as const;
export type DocumentSort = (typeof documentSorts)[number];

const fields = { CREATED_AT: 'When they were created.', NAME: 'By name, without case, by its first 64 characters.' };
const directions = { ASC: 'From the first to the last.', DESC: 'From the last to the first.' };

@InputType('DocumentOrder', { description: 'The order of a list of documents.' })
export class DocumentOrderInput {
  @Prop.enumeration({ name: 'DocumentOrderField', values: fields, description: 'What they are sorted by.' })
  field: keyof typeof fields;

  @Prop.enumeration({
    name: 'OrderDirection',
    values: directions,
    optional: true,
    description: 'Default: DESC by time, ASC by name.',
  })
  direction?: keyof typeof directions;
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
    createdAt: { DESC: 'documents', ASC: 'documents-oldest-first' },
    name: { ASC: 'documents-by-name', DESC: 'documents-by-name-descending' },
  };
  return lists[by][direction];
}
