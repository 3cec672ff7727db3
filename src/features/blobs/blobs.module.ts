import { Module } from '@nestjs/common';
import { BlobsRepository } from './blobs.repository.js';
import { TrashSizeRepository } from './trash-size.repository.js';
import { TrashRepository } from './trash.repository.js';

const repositories = [BlobsRepository, TrashRepository, TrashSizeRepository];

@Module({ providers: repositories, exports: repositories })
export class BlobsModule {}
