import { Module } from '@nestjs/common';
import { BucketsModule } from '../buckets/index.js';
import { RelayModule } from '../relay/index.js';
import { UploadsModule } from '../uploads/index.js';
import { CreateObjectTransaction } from './create-object.transaction.js';
import { CreateObjectService } from './create-object.service.js';
import { ObjectsController } from './objects.controller.js';
import { ObjectsRepository } from './objects.repository.js';
import { ObjectsResolver } from './objects.resolver.js';
import { ObjectsService } from './objects.service.js';
import { UploadObjectLifecycle } from './upload-object-lifecycle.js';

/** What files stand for together. Needed wherever uploads are admitted or deleted. */
@Module({
  imports: [BucketsModule, RelayModule, UploadsModule],
  controllers: [ObjectsController],
  providers: [
    CreateObjectTransaction,
    CreateObjectService,
    ObjectsRepository,
    ObjectsResolver,
    ObjectsService,
    UploadObjectLifecycle,
  ],
})
export class ObjectsModule {}
