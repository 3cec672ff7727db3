import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../edge/auth/decorators.js';
import { ReadQuery } from '../../edge/dto/read.js';
import { Problems, Returns } from '../../edge/openapi/route-decorators.js';
import { StoreCapabilities } from '../../platform/object-store/store-capabilities.js';
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
  ) {}

  @Get()
  @Problems('FORBIDDEN', 'STORAGE_NOT_CONFIGURED')
  @Returns(200, StoreView, { description: 'What the configured store was found to enforce, and what to apply to it.' })
  async read(@ReadQuery() { refresh = false }: StoreQuery): Promise<StoreView> {
    const report = await this.survey.report({ refresh });
    return StoreView.from(report, this.capabilities.list);
  }
}
