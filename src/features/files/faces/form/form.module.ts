import { Module } from '@nestjs/common';
import { BucketsModule } from '../../../buckets/index.js';
import { UploadsModule } from '../../../uploads/index.js';
import { FormController } from './form.controller.js';
import { FormRenewal } from './form-renewal.js';
import { FormService } from './form.service.js';

@Module({
  imports: [BucketsModule, UploadsModule],
  controllers: [FormController],
  providers: [FormService, FormRenewal],
})
export class FormModule {}
