import { Controller, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Speaks } from '../../edge/errors/speaks.js';
import { words } from '../../shared/errors/words.js';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems, Returns } from '../../edge/openapi/route-decorators.js';
import type { Actor } from '../../shared/actor.js';
import { ImagesService } from '../images/index.js';
import { FileView } from './dto/file.view.js';
import { FileViews } from './file-views.js';

/** The files API: variants of pictures. */
@Speaks(words.files)
@ApiTags('files')
@ApiBearerAuth()
@Controller(['v1/files', 'api/v1/files'])
export class VariantsController {
  constructor(
    private readonly images: ImagesService,
    private readonly views: FileViews,
  ) {}

  @Operation(
    'makeVariants',
    'Make the variants of a picture again',
    'In the background: thumb, medium and large. Safe to repeat.',
  )
  @Post(':fileId/variants')
  @RequireScope('uploads:write')
  @Returns(HttpStatus.ACCEPTED, FileView, {
    description: 'Have the variants of a picture made again, in the background. Safe to repeat.',
  })
  @Problems('NOT_FOUND', 'INVALID_STATE', 'GONE', 'UNSUPPORTED_TYPE')
  async make(@CurrentActor() actor: Actor, @Param('fileId') id: string): Promise<FileView> {
    return this.views.one(actor, await this.images.remake(actor, id));
  }
}
