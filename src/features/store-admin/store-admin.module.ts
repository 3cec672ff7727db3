import { Module } from '@nestjs/common';
import { StoreAdminController } from './store-admin.controller.js';
import { StoreSurveyService } from './store-survey.service.js';

/** What the configured store enforces: found out in the background, shown to whoever runs Airlock. */
@Module({ controllers: [StoreAdminController], providers: [StoreSurveyService] })
export class StoreAdminModule {}
