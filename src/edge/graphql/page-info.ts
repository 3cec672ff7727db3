import { Field, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'Where a page stands in its list.' })
export class PageInfo {
  @Field({ description: 'Whether there is more.' }) hasNextPage: boolean;
  @Field({ description: 'Whether the page was asked for by a cursor.' }) hasPreviousPage: boolean;
  @Field(() => String, { nullable: true, description: 'The first cursor of the page.' }) startCursor: string | null;
  @Field(() => String, { nullable: true, description: 'Send it as `after` for the next page.' }) endCursor:
    string | null;
}
