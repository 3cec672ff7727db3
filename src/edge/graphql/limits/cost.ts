import { Extensions } from '@nestjs/graphql';
import type { GraphQLField } from 'graphql';

const COST = 'cost';

/** The cost of a field without its selections, when it does more than read a property (cost 1). */
export const Cost = (cost: number) => Extensions({ [COST]: cost });

export function costOf(field: GraphQLField<unknown, unknown> | undefined): number {
  const cost = field?.extensions[COST];
  return typeof cost === 'number' ? cost : 1;
}
