import { Module } from '@nestjs/common';
import { BucketsModule } from '../buckets/index.js';
import { IdentityModule } from '../identity/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { UploadTokensController } from './upload-tokens.controller.js';
import { UploadTokensResolver } from './upload-tokens.resolver.js';
import { UploadTokensService } from './upload-tokens.service.js';

/** The creation of upload tokens. What a bearer may do is decided by identity and workspaces. */
@Module({
  imports: [BucketsModule, IdentityModule, WorkspacesModule],
  controllers: [UploadTokensController],
  providers: [UploadTokensService, UploadTokensResolver],
})
export class UploadTokensModule {}
