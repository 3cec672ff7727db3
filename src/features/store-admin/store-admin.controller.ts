import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadQuery } from '../../edge/dto/read.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems, Returns } from '../../edge/openapi/route-decorators.js';
import { StoreCapabilities } from '../../platform/object-store/store-capabilities.js';
import type { Actor } from '../../shared/actor.js';
import { AuditTrail } from '../audit/index.js';
import { StoreQuery } from './dto/store.query.js';
import { StoreView } from './dto/store.view.js';
import { StoreSurveyService } from './store-survey.service.js';

/** The report on the store, for operators. */
@ApiTags('operations')
@RequireScope('system')
@Controller('v1/admin/store')
export class StoreAdminController {
  constructor(
    private readonly survey: StoreSurveyService,
    private readonly capabilities: StoreCapabilities,
    private readonly audit: AuditTrail,
  ) {}

  @Operation(
    'getStore',
    'Get what the object store enforces',
    'As it was found by trying, and what to apply to the bucket where something is missing. `refresh=true` tries again.',
  )
  @Get()
  @Problems('FORBIDDEN', 'STORAGE_NOT_CONFIGURED')
  @Returns(200, StoreView, { description: 'What the configured store was found to enforce, and what to apply to it.' })
  async read(@CurrentActor() actor: Actor, @ReadQuery() { refresh = false }: StoreQuery): Promise<StoreView> {
    const report = await this.survey.report({ refresh });
    await this.audit.recordAlone(actor, { action: 'store.inspect', detail: { refresh } });
    return StoreView.from(report, this.capabilities.list);
  }
}
