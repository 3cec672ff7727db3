import { Field, ID, InterfaceType } from '@nestjs/graphql';

/** What Relay calls global object identification: an object that can be fetched again by its id alone. */
@InterfaceType('Node', { description: 'Something with an id of its own, by which `node` finds it again.' })
export abstract class Node {
  @Field(() => ID, { description: 'Unique among all objects.' })
  id: string;
}
