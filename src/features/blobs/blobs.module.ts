import { Module } from '@nestjs/common';
import { showing } from '../../platform/metrics/database-gauges.js';
import { BlobsRepository } from './blobs.repository.js';
import { trashFigure } from './trash-figure.queries.js';
import { TrashRepository } from './trash.repository.js';

const repositories = [BlobsRepository, TrashRepository];

@Module({ providers: [...repositories, showing(trashFigure)], exports: repositories })
export class BlobsModule {}
