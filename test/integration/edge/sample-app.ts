import { Controller, Get, Module, Param, Patch, Post, type Provider } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { Field, ID, InputType, Mutation, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigModule } from '../../../src/config/config.module.js';
import { readSettings } from '../../../src/config/read-settings.js';
import { AuthGuard } from '../../../src/edge/auth/auth.guard.js';
import { Authenticator, type Credentials } from '../../../src/edge/auth/authenticator.js';
import { Public, RequireScope } from '../../../src/edge/auth/decorators.js';
import { PageArgs } from '../../../src/edge/page/page-args.js';
import { PageQuery } from '../../../src/edge/page/page-query.js';
import { pageView } from '../../../src/edge/page/page-view.js';
import { Prop } from '../../../src/edge/dto/prop.js';
import { ReadArgs, ReadBody, ReadInput, ReadQuery } from '../../../src/edge/dto/read.js';
import { View } from '../../../src/edge/dto/view.js';
import { graphqlModule } from '../../../src/edge/graphql/graphql.module.js';
import { configureHttp } from '../../../src/edge/http/configure-http.js';
import { createHttpAdapter } from '../../../src/edge/http/http-adapter.js';
import { serveOpenApi } from '../../../src/edge/openapi/serve-openapi.js';
import { Problems, Returns, ReturnsPage } from '../../../src/edge/openapi/route-decorators.js';
import { LimitedMethods } from '../../../src/edge/rate-limits/decorators.js';
import { RateLimitGuard } from '../../../src/edge/rate-limits/rate-limit.guard.js';
import { RequestLimits } from '../../../src/edge/rate-limits/request-limits.js';
import { connectionOf } from '../../../src/edge/page/connection.js';
import { OperationsModule, PingProbe, type HealthProbe } from '../../../src/features/operations/index.js';
import type { Actor } from '../../../src/shared/actor.js';
import { Errors } from '../../../src/shared/errors/errors.js';
import { pageOf } from '../../../src/shared/page.js';

/** Counts calls of a resolver: refused operations must leave it at zero. */
export const calls = { resolver: 0 };

@InputType()
class PartInput {
  @Prop.integer({ min: 1, max: 10_000, description: 'Number' })
  partNumber: number;

  @Prop.text({ min: 1, max: 100, description: 'ETag' })
  etag: string;
}

@InputType()
class CreateBoxInput {
  @Prop.text({ min: 1, max: 20, description: 'Name' })
  fileName: string;

  @Prop.byteSize({ min: 1, description: 'Size' })
  size: number;

  @Prop.flag({ optional: true, description: 'Flag' })
  sealed?: boolean;

  @Prop.dateTime({ optional: true, description: 'Time' })
  dueAt?: Date;

  @Prop.json({ optional: true, description: 'Data' })
  metadata?: Record<string, unknown>;

  @Prop.object(() => PartInput, { each: true, optional: true, description: 'Parts' })
  parts?: PartInput[];
}

@ObjectType('Box')
export class BoxView extends View {
  @Field(() => ID)
  id: string;

  @Prop.text({ description: 'Name' })
  fileName: string;

  @Prop.byteSize({ description: 'Size' })
  size: number;
}

const BoxConnection = connectionOf(BoxView, 'Box');
const boxes = Array.from({ length: 3 }, (_, i) =>
  Object.assign(new BoxView(), { id: `upl_000000000000000${3 - i}`, fileName: `box ${3 - i}`, size: i }),
);

@Controller('v1/boxes')
class BoxesController {
  @Post()
  @Returns(201, BoxView)
  @Problems('FORBIDDEN', 'QUOTA_EXCEEDED', 'NOT_FOUND')
  @RequireScope('uploads:write')
  create(@ReadBody() input: CreateBoxInput): BoxView {
    return Object.assign(new BoxView(), { id: 'upl_0000000000000001', fileName: input.fileName, size: input.size });
  }

  @Get()
  @ReturnsPage(BoxView)
  list(@ReadQuery() query: PageQuery) {
    const page = query.page('boxes');
    const rows = boxes.filter(({ id }) => !page.after || id < page.after);
    return pageView(BoxView).from(pageOf(rows, page, (box) => box));
  }

  @Get(':id')
  @Returns(200, BoxView)
  one(@Param('id') id: string): BoxView {
    if (id === 'broken') throw new TypeError('secret internals');
    throw Errors.notFound('Box');
  }

  @Get('made/by-get')
  @LimitedMethods('GET')
  @Returns(200, BoxView)
  made(): BoxView {
    return boxes[0]!;
  }

  @Patch(':id/bytes')
  @LimitedMethods()
  @Returns(204)
  bytes(): void {}

  @Public()
  @Post('public')
  @Returns(204)
  open(): void {}
}

@Resolver(() => BoxView)
class BoxesResolver {
  @Query(() => BoxView)
  box(): BoxView {
    calls.resolver++;
    return boxes[0]!;
  }

  @Query(() => BoxView)
  broken(): BoxView {
    throw new TypeError('secret internals');
  }

  @Query(() => BoxConnection)
  boxes(@ReadArgs() args: PageArgs) {
    const page = args.page('boxes');
    calls.resolver++;
    const rows = boxes.filter(({ id }) => !page.after || id < page.after);
    return BoxConnection.from(
      pageOf(rows, page, (box) => box),
      args.after,
    );
  }

  @Mutation(() => BoxView)
  @RequireScope('uploads:write')
  createBox(@ReadInput() input: CreateBoxInput): BoxView {
    calls.resolver++;
    return Object.assign(new BoxView(), { id: 'upl_0000000000000001', fileName: input.fileName, size: input.size });
  }

  @ResolveField(() => BoxView)
  inner(@Parent() box: BoxView): BoxView {
    return box;
  }

  @ResolveField(() => String)
  refused(): string {
    throw Errors.invalidState('This box is shut.');
  }
}

class OneKey extends Authenticator {
  authenticate({ bearer }: Credentials): Promise<Actor> {
    const isReader = bearer === 'reader';
    if (bearer !== 'good' && !isReader && !bearer?.startsWith('caller'))
      return Promise.reject(Errors.unauthenticated());
    return Promise.resolve({
      organizationId: 'org_0000000000000001',
      workspaceId: 'ws_0000000000000001',
      tier: 'free',
      quotaBytes: 1,
      scopes: new Set([isReader ? 'uploads:read' : 'uploads:write'] as const),
      keyId: bearer,
    });
  }
}

export interface SampleOptions {
  introspection?: boolean;
  probes?: HealthProbe[];
  corsOrigins?: string[];
  bodyPatienceSeconds?: number;
  /** Default: no limit of the rate. */
  rates?: RequestLimits;
  /** What a spec needs beside the boxes. */
  providers?: Provider[];
}

/** A small application with the real edge, on a free port. */
export async function startSample(options: SampleOptions = {}): Promise<{ app: NestFastifyApplication; url: string }> {
  const {
    introspection = true,
    rates,
    providers = [],
    probes = [new PingProbe('database', () => Promise.resolve())],
  } = options;
  @Module({
    imports: [
      ConfigModule.with(readSettings({})),
      graphqlModule({ GRAPHQL_INTROSPECTION: introspection }),
      OperationsModule.forRoot({ version: '0.0.0', useFactory: () => probes }),
    ],
    controllers: [BoxesController],
    providers: [
      BoxesResolver,
      ...providers,
      { provide: Authenticator, useClass: OneKey },
      { provide: APP_GUARD, useClass: AuthGuard },
      ...(rates
        ? [
            { provide: RequestLimits, useValue: rates },
            { provide: APP_GUARD, useClass: RateLimitGuard },
          ]
        : []),
    ],
  })
  class SampleModule {}

  const { corsOrigins: CORS_ORIGINS = ['*'] } = options;
  const adapter = createHttpAdapter({ TRUST_PROXY: 0, CORS_ORIGINS, PUBLIC_URL: undefined, PORT: 0 });
  const app = await NestFactory.create<NestFastifyApplication>(SampleModule, adapter, {
    logger: false,
    abortOnError: false,
  });
  await configureHttp(app, {
    CORS_ORIGINS,
    BODY_MIN_BYTES_PER_SECOND: 1024,
    BODY_PATIENCE_SECONDS: options.bodyPatienceSeconds ?? 30,
  });
  serveOpenApi(app, '0.0.0');
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl() };
}
