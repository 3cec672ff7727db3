import { Module } from '@nestjs/common';
import { StoreAdminController } from './store-admin.controller.js';
import { StoreSurveyService } from './store-survey.service.js';

/** What the configured store enforces: probed in the background, shown to operators. */
@Module({ controllers: [StoreAdminController], providers: [StoreSurveyService] })
export class StoreAdminModule {}
