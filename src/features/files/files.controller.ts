import { Controller, Delete, Get, HttpStatus, Param, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AcceptUploadTokens, CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadQuery } from '../../edge/dto/read.js';
import { Problems, Returns, ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { pageView } from '../../edge/page/page-view.js';
import type { Actor } from '../../shared/actor.js';
import {
  DownloadLinkView,
  DownloadQuery,
  DownloadsService,
  TerminationService,
  UploadsService,
} from '../uploads/index.js';
import { FileView } from './dto/file.view.js';
import { filterOf, ListFilesQuery } from './dto/list-files.query.js';
import { FileViews } from './file-views.js';

const FilePage = pageView(FileView);

/** The files API, under both of its prefixes. */
@ApiTags('files')
@ApiBearerAuth()
@Controller(['v1/files', 'api/v1/files'])
export class FilesController {
  constructor(
    private readonly uploads: UploadsService,
    private readonly downloads: DownloadsService,
    private readonly termination: TerminationService,
    private readonly views: FileViews,
  ) {}

  @Get()
  @RequireScope('uploads:read')
  @ReturnsPage(FileView, { description: 'Files of the workspace, newest first.' })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: ListFilesQuery) {
    const found = await this.uploads.list(actor, filterOf(query), query.page('files'));
    return FilePage.from(await this.views.page(actor, found));
  }

  @Get(':fileId')
  @AcceptUploadTokens()
  @RequireScope('uploads:read')
  @Returns(HttpStatus.OK, FileView, { description: 'One file and whether it can be read.' })
  @Problems('NOT_FOUND')
  async get(@CurrentActor() actor: Actor, @Param('fileId') id: string): Promise<FileView> {
    return this.views.one(actor, await this.uploads.get(actor, id));
  }

  @Get(':fileId/content')
  @RequireScope('uploads:read')
  @Returns(HttpStatus.FOUND, undefined, { description: 'Redirects to a link of 60 seconds.' })
  @Problems('NOT_FOUND', 'INVALID_STATE', 'GONE')
  async content(@CurrentActor() actor: Actor, @Param('fileId') id: string, @Res() reply: FastifyReply): Promise<void> {
    const { url } = await this.downloads.content(actor, id);
    await reply.header('cache-control', 'no-store').redirect(url, HttpStatus.FOUND);
  }

  @Get(':fileId/download-url')
  @RequireScope('uploads:read')
  @Returns(HttpStatus.OK, DownloadLinkView, { description: 'A link to the bytes that needs no credentials.' })
  @Problems('NOT_FOUND', 'INVALID_STATE', 'GONE')
  async downloadUrl(@CurrentActor() actor: Actor, @Param('fileId') id: string, @ReadQuery() query: DownloadQuery) {
    return DownloadLinkView.from(await this.downloads.link(actor, id, query));
  }

  @Delete(':fileId')
  @RequireScope('uploads:write')
  @Returns(HttpStatus.NO_CONTENT, undefined, {
    description: 'Deletes the file. It cannot be read from this moment on.',
  })
  @Problems('NOT_FOUND')
  async delete(@CurrentActor() actor: Actor, @Param('fileId') id: string): Promise<void> {
    await this.termination.delete(actor, id);
  }
}
