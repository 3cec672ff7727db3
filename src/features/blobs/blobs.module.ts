import { Module } from '@nestjs/common';
import { BlobsRepository } from './blobs.repository.js';
import { TrashRepository } from './trash.repository.js';

const repositories = [BlobsRepository, TrashRepository];

@Module({ providers: repositories, exports: repositories })
export class BlobsModule {}
