import { Controller, Delete, Get, HttpStatus, Param, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems, Returns, ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { pageView } from '../../edge/page/page-view.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { CreateBucketInput, ListBucketsQuery, UpdateBucketInput } from './dto/bucket.input.js';
import { BucketView } from './dto/bucket.view.js';
import { ManageBucketsService } from './manage-buckets.service.js';

/** Buckets over REST; the one in the path by id or name. */
@ApiTags('buckets')
@ApiBearerAuth()
@Controller('v1/buckets')
export class BucketsController {
  constructor(private readonly buckets: ManageBucketsService) {}

  @Operation(
    'createBucket',
    'Create a bucket',
    'A bucket decides which types and sizes are taken, what happens to files that cannot be scanned, and how keys are made.',
  )
  @Post()
  @Idempotent<BucketsController>(({ buckets }, actor, { id }) => buckets.get(actor, id).then(BucketView.from))
  @RequireScope('buckets:admin')
  @Returns(HttpStatus.CREATED, BucketView, { description: 'A new bucket.' })
  @Problems('VALIDATION_FAILED', 'INVALID_STATE')
  async create(@CurrentActor() actor: Actor, @ReadBody() input: CreateBucketInput): Promise<BucketView> {
    return BucketView.from(await this.buckets.create(actor, input));
  }

  @Operation('listBuckets', 'List buckets', 'Buckets of the workspace, newest first.')
  @Get()
  @RequireScope('uploads:read', 'buckets:admin')
  @ReturnsPage(BucketView, { description: 'Buckets of the workspace, newest first.' })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: ListBucketsQuery) {
    const found = await this.buckets.list(actor, query, query.page('buckets'));
    return pageView(BucketView).from(mapPage(found, (bucket) => BucketView.from(bucket)));
  }

  @Operation('getBucket', 'Get a bucket', 'One bucket with its settings, by id or name.')
  @Get(':bucketId')
  @RequireScope('uploads:read', 'buckets:admin')
  @Returns(HttpStatus.OK, BucketView, { description: 'One bucket.' })
  @Problems('NOT_FOUND')
  async get(@CurrentActor() actor: Actor, @Param('bucketId') bucket: string): Promise<BucketView> {
    return BucketView.from(await this.buckets.get(actor, bucket));
  }

  @Operation('updateBucket', 'Update a bucket', 'The fields sent are changed, for new uploads and objects.')
  @Patch(':bucketId')
  @RequireScope('buckets:admin')
  @Returns(HttpStatus.OK, BucketView, { description: 'The fields sent are changed, for new uploads and objects.' })
  @Problems('VALIDATION_FAILED', 'NOT_FOUND', 'INVALID_STATE')
  async update(
    @CurrentActor() actor: Actor,
    @Param('bucketId') bucket: string,
    @ReadBody() input: UpdateBucketInput,
  ): Promise<BucketView> {
    return BucketView.from(await this.buckets.update(actor, bucket, input));
  }

  @Operation('deleteBucket', 'Delete a bucket', 'Refused while it holds files.')
  @Delete(':bucketId')
  @RequireScope('buckets:admin')
  @Returns(HttpStatus.NO_CONTENT, undefined, { description: 'Gone; refused while it holds files.' })
  @Problems('NOT_FOUND', 'INVALID_STATE')
  async remove(@CurrentActor() actor: Actor, @Param('bucketId') bucket: string): Promise<void> {
    await this.buckets.remove(actor, bucket);
  }
}
