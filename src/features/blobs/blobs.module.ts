import { Module } from '@nestjs/common';
import { BlobsRepository } from './blobs.repository.js';
import { TrashRepository } from './trash.repository.js';

@Module({ providers: [BlobsRepository, TrashRepository], exports: [BlobsRepository, TrashRepository] })
export class BlobsModule {}
