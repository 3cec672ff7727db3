import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../edge/auth/decorators.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Returns } from '../../edge/openapi/route-decorators.js';
import { Metrics } from '../../platform/metrics/metrics.js';

const example = 'http_requests_total{method="GET",route="/v1/uploads/:upload_id",status="200"} 42\n';

@ApiTags('operations')
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Operation('getMetrics', 'Get the metrics', 'Numbers in the format of Prometheus.')
  @Get()
  @Header('cache-control', 'no-store')
  @ApiProduces('text/plain')
  @Returns(200, String, { description: 'Numbers for Prometheus.', schema: { type: 'string', example } })
  async scrape(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.type(this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
