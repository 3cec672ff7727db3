import { Controller, Get, HttpStatus, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Speaks } from '../../../../edge/errors/speaks.js';
import { words } from '../../../../shared/errors/words.js';
import { Public } from '../../../../edge/auth/decorators.js';
import { Operation } from '../../../../edge/openapi/operation.js';
import { Problems, Returns } from '../../../../edge/openapi/route-decorators.js';
import type { DownloadLink } from '../../../uploads/index.js';
import { BlobLinksService } from './blob-links.service.js';

/** Files by links that need no credentials: the id in the path is the right to read, for five minutes. */
@Speaks(words.blobs)
@ApiTags('direct')
@Public()
@Controller('v1/blobs')
export class BlobsController {
  constructor(private readonly links: BlobLinksService) {}

  @Operation(
    'viewBlob',
    'Read an attached file by a link',
    'Redirects to a link of 60 seconds. Without credentials: `view_id` comes from the url of an attachment.',
  )
  @Get(':view_id')
  @Returns(HttpStatus.FOUND, undefined, {
    description:
      'Redirects to a link of 60 seconds. Without credentials: `view_id` comes from the url of an attachment.',
  })
  @Problems('NOT_FOUND', 'GONE')
  async view(@Param('view_id') viewId: string, @Res() reply: FastifyReply): Promise<void> {
    await redirect(reply, await this.links.original(viewId));
  }

  @Operation(
    'viewBlobVariant',
    'Read a smaller version of a picture by a link',
    'Its name is thumb, medium or large. One that is being made is waited for, then answered 503 with Retry-After.',
  )
  @Get(':view_id/:variant')
  @Returns(HttpStatus.FOUND, undefined, {
    description:
      'The same for a smaller version of a picture: thumb, medium or large. One that is being made is waited for, then ' +
      'answered 503 with Retry-After.',
  })
  @Problems('NOT_FOUND', 'GONE', 'UNAVAILABLE')
  async variant(
    @Param('view_id') viewId: string,
    @Param('variant') name: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await redirect(reply, await this.links.variant(viewId, name));
  }
}

/** The link of the store is another one each time, and must not outlive the id in a cache or in a Referer. */
async function redirect(reply: FastifyReply, { url }: DownloadLink): Promise<void> {
  await reply
    .header('cache-control', 'private, no-store')
    .header('referrer-policy', 'no-referrer')
    .redirect(url, HttpStatus.FOUND);
}
