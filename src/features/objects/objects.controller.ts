import { Controller, Delete, Get, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Config } from '../../config/config.js';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems, Returns, ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { pageView } from '../../edge/page/page-view.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { CreateObjectService } from './create-object.service.js';
import { CreateObjectInput, ListObjectsQuery } from './dto/object.input.js';
import { ObjectView } from './dto/object.view.js';
import { ObjectsService } from './objects.service.js';

/** The objects of a bucket over REST. */
@ApiTags('objects')
@ApiBearerAuth()
@Controller('v1/buckets/:bucketId/objects')
export class ObjectsController {
  constructor(
    private readonly creation: CreateObjectService,
    private readonly objects: ObjectsService,
    private readonly config: Config,
  ) {}

  @Operation(
    'createObject',
    'Create an object of several uploads',
    'One that is still being scanned has no url until it is admitted. A file may be part of several objects. A unique key that is present is refused, whatever the policy of the schema.',
  )
  @Post()
  @Idempotent<ObjectsController>(async ({ objects, config }, actor, { id }) =>
    ObjectView.made(actor, await objects.recall(actor, id), config.publicUrl),
  )
  @RequireScope('uploads:write')
  @Returns(HttpStatus.CREATED, ObjectView, {
    description:
      'One object of several confirmed uploads. One that is still being scanned has no url until it is admitted. A ' +
      'file may be part of several objects. A unique key that is present is refused, whatever the schema’s policy.',
  })
  @Problems(
    ...(['VALIDATION_FAILED', 'NOT_FOUND', 'INVALID_STATE', 'BUCKET_INACTIVE', 'UNIQUE_KEY_EXISTS'] as const),
    ...(['GONE', 'SCHEMA_VIOLATION'] as const),
  )
  async create(
    @CurrentActor() actor: Actor,
    @Param('bucketId') bucket: string,
    @ReadBody() input: CreateObjectInput,
  ): Promise<ObjectView> {
    return ObjectView.made(actor, await this.creation.create(actor, bucket, input), this.config.publicUrl);
  }

  @Operation('listObjects', 'List objects', 'Objects of the bucket, newest first; `metadata[name]=value` filters.')
  @Get()
  @RequireScope('uploads:read')
  @ReturnsPage(ObjectView, { description: 'Objects of the bucket, newest first; `metadata.<name>=<value>` filters.' })
  @Problems('NOT_FOUND')
  async list(@CurrentActor() actor: Actor, @Param('bucketId') bucketId: string, @ReadQuery() query: ListObjectsQuery) {
    const found = await this.objects.list(actor, { bucketId, metadata: query.metadata }, query.page('objects'));
    return pageView(ObjectView).from(mapPage(found, (object) => this.view(actor, object)));
  }

  @Operation('getObject', 'Get an object', 'One object and where its files can be read.')
  @Get(':objectId')
  @RequireScope('uploads:read')
  @Returns(HttpStatus.OK, ObjectView, { description: 'One object and where its files can be read.' })
  @Problems('NOT_FOUND')
  async get(@CurrentActor() actor: Actor, @Param('bucketId') bucket: string, @Param('objectId') id: string) {
    return this.view(actor, await this.objects.get(actor, id, bucket));
  }

  @Operation(
    'deleteObject',
    'Delete an object',
    'Its files stay: delete them as uploads. Deleting a file takes it out of its objects, and an object that this leaves without files goes too.',
  )
  @Delete(':objectId')
  @RequireScope('uploads:write')
  @Returns(HttpStatus.NO_CONTENT, undefined, {
    description:
      'Gone; its files stay, delete them as uploads. Deleting a file takes it out of its objects, and an object that ' +
      'this leaves without files goes too.',
  })
  @Problems('NOT_FOUND')
  async delete(@CurrentActor() actor: Actor, @Param('bucketId') bucket: string, @Param('objectId') id: string) {
    await this.objects.delete(actor, id, bucket);
  }

  private view(actor: Actor, object: Parameters<typeof ObjectView.whole>[0]): ObjectView {
    return ObjectView.from(actor, object, this.config.publicUrl);
  }
}
