import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { StoreAdminController } from './store-admin.controller.js';
import { StoreSurveyService } from './store-survey.service.js';

/** What the configured store enforces: probed in the background, shown to operators. */
@Module({ imports: [AuditModule], controllers: [StoreAdminController], providers: [StoreSurveyService] })
export class StoreAdminModule {}
