import { Module } from '@nestjs/common';
import { BlobStatesRepository } from './blob-states.repository.js';
import { BlobsRepository } from './blobs.repository.js';
import { QuarantinesRepository } from './quarantines.repository.js';
import { TrashRepository } from './trash.repository.js';

const repositories = [BlobsRepository, BlobStatesRepository, QuarantinesRepository, TrashRepository];

@Module({ providers: repositories, exports: repositories })
export class BlobsModule {}
