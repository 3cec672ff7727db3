import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { Config } from '../../config/config.js';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadArgs, ReadId, ReadInput } from '../../edge/dto/read.js';
import { NodeLookup } from '../../edge/graphql/node/node-lookup.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { connectionOf } from '../../edge/page/connection.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { CreateObjectService } from './create-object.service.js';
import { CreateObjectMutation, DeleteObjectInput, ListObjectsArgs } from './dto/object.input.js';
import { ObjectView } from './dto/object.view.js';
import { ObjectsService } from './objects.service.js';

const ObjectConnection = connectionOf(ObjectView, 'Object');

/** Objects over GraphQL, by the same services. */
@Resolver(() => ObjectView)
export class ObjectsResolver {
  constructor(
    private readonly creation: CreateObjectService,
    private readonly service: ObjectsService,
    private readonly config: Config,
  ) {}

  @Query(() => ObjectView, { nullable: true, description: 'One object and where its files can be read.' })
  @NodeLookup('obj')
  @RequireScope('uploads:read')
  async object(@CurrentActor() actor: Actor, @ReadId() id: string): Promise<ObjectView> {
    return this.view(actor, await this.service.get(actor, id));
  }

  @Query(() => ObjectConnection, { description: 'Objects of the workspace, newest first.' })
  @RequireScope('uploads:read')
  async objects(@CurrentActor() actor: Actor, @ReadArgs() args: ListObjectsArgs) {
    const found = await this.service.list(actor, args.filter ?? {}, args.page('objects'));
    return ObjectConnection.from(
      mapPage(found, (object) => this.view(actor, object)),
      args.after,
    );
  }

  @Mutation(() => ObjectView, { description: 'Makes one object of several confirmed uploads of a bucket.' })
  @Idempotent<ObjectsResolver>(async ({ service, config }, actor, { id }) =>
    ObjectView.made(actor, await service.recall(actor, id), config.publicUrl),
  )
  @RequireScope('uploads:write')
  async createObject(@CurrentActor() actor: Actor, @ReadInput() input: CreateObjectMutation): Promise<ObjectView> {
    const made = await this.creation.create(actor, input.bucketId, input);
    return ObjectView.made(actor, made, this.config.publicUrl);
  }

  @Mutation(() => ObjectView, { description: 'Deletes an object; its files stay. Returns it as it was.' })
  @RequireScope('uploads:write')
  async deleteObject(@CurrentActor() actor: Actor, @ReadInput() { objectId }: DeleteObjectInput): Promise<ObjectView> {
    return this.view(actor, await this.service.delete(actor, objectId));
  }

  private view(actor: Actor, object: Parameters<typeof ObjectView.whole>[0]): ObjectView {
    return ObjectView.from(actor, object, this.config.publicUrl);
  }
}
