import { Controller, Get, Res } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../edge/auth/decorators.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Returns } from '../../edge/openapi/route-decorators.js';
import { HealthService } from './health.service.js';
import { LivenessView, PartHealthView, readinessSchema, ReadinessView } from './health.views.js';

/** For load balancers and orchestrators. */
@ApiTags('operations')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Operation('getLiveness', 'See whether the process runs', 'For liveness probes: it looks at nothing else.')
  @Get('live')
  @Returns(200, LivenessView, { description: 'The process runs.' })
  live(): LivenessView {
    return Object.assign(new LivenessView(), { status: 'ok' });
  }

  @Operation(
    'getReadiness',
    'See whether requests can be served',
    'For readiness probes: the state of every part, with what to change where one is down. `degraded` is 200: it works, but files may wait.',
  )
  @Get('ready')
  @ApiExtraModels(PartHealthView)
  @ApiResponse({ status: 503, description: 'Requests cannot be served.', schema: readinessSchema })
  @Returns(200, undefined, { description: 'Requests can be served.', schema: readinessSchema })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessView> {
    const readiness = await this.health.readiness();
    void reply.status(readiness.status === 'unavailable' ? 503 : 200).header('cache-control', 'no-store');
    return ReadinessView.from(readiness);
  }
}
