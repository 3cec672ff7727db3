import { Extensions } from '@nestjs/graphql';
import type { GraphQLField } from 'graphql';

const COST = 'cost';

/** What a field costs beside its selections, when it does more than read a property. 1: one property. */
export const Cost = (cost: number) => Extensions({ [COST]: cost });

export function costOf(field: GraphQLField<unknown, unknown> | undefined): number {
  const cost = field?.extensions[COST];
  return typeof cost === 'number' ? cost : 1;
}
