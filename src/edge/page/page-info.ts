import { Field, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'The position of a page in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is a next page.' })
  hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Whether this page was requested with a cursor.' })
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first item.' })
  startCursor: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last item: `after` of the next page.' })
  endCursor: string | null;
}
