import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs, ReadId, ReadInput } from '../../edge/dto/read.js';
import { NodeLookup } from '../../edge/graphql/node/node-lookup.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { connectionOf } from '../../edge/page/connection.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { CreateBucketInput, DeleteBucketInput, ListBucketsArgs, UpdateBucketByIdInput } from './dto/bucket.input.js';
import { BucketView } from './dto/bucket.view.js';
import { ManageBucketsService } from './manage-buckets.service.js';

const BucketConnection = connectionOf(BucketView, 'Bucket');

/** Buckets over GraphQL, by the same service. */
@Resolver(() => BucketView)
export class BucketsResolver {
  constructor(private readonly service: ManageBucketsService) {}

  @Query(() => BucketView, { nullable: true, description: 'One bucket, by id or name.' })
  @NodeLookup('bkt')
  @RequireScope('uploads:read', 'buckets:admin')
  async bucket(@CurrentActor() actor: Actor, @ReadId() id: string): Promise<BucketView> {
    return BucketView.from(await this.service.get(actor, id));
  }

  @Query(() => BucketConnection, { description: 'Buckets of the workspace, newest first.' })
  @RequireScope('uploads:read', 'buckets:admin')
  async buckets(@CurrentActor() actor: Actor, @ReadArgs() args: ListBucketsArgs) {
    const found = await this.service.list(actor, args.filter ?? {}, args.page('buckets'));
    return BucketConnection.from(
      mapPage(found, (bucket) => BucketView.from(bucket)),
      args.after,
    );
  }

  @Mutation(() => BucketView, { description: 'Makes a bucket.' })
  @Idempotent<BucketsResolver>(({ service }, actor, { id }) => service.get(actor, id).then(BucketView.from))
  @RequireScope('buckets:admin')
  async createBucket(@CurrentActor() actor: Actor, @ReadInput() input: CreateBucketInput): Promise<BucketView> {
    return BucketView.from(await this.service.create(actor, input));
  }

  @Mutation(() => BucketView, { description: 'Changes the fields sent, for new uploads and objects.' })
  @RequireScope('buckets:admin')
  async updateBucket(
    @CurrentActor() actor: Actor,
    @ReadInput() { bucketId, ...input }: UpdateBucketByIdInput,
  ): Promise<BucketView> {
    return BucketView.from(await this.service.update(actor, bucketId, input));
  }

  @Mutation(() => BucketView, { description: 'Deletes a bucket without files; returns it as it was.' })
  @RequireScope('buckets:admin')
  async deleteBucket(@CurrentActor() actor: Actor, @ReadInput() { bucketId }: DeleteBucketInput): Promise<BucketView> {
    return BucketView.from(await this.service.remove(actor, bucketId));
  }
}
