import { Controller, Delete, Get, HttpStatus, Param, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Speaks } from '../../edge/errors/speaks.js';
import { words } from '../../shared/errors/words.js';
import { AcceptUploadTokens, CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadQuery } from '../../edge/dto/read.js';
import { Operation } from '../../edge/openapi/operation.js';
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
@Speaks(words.files)
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

  @Operation('listFiles', 'List files', 'Files of the workspace, newest first, by bucket and status.')
  @Get()
  @RequireScope('uploads:read')
  @ReturnsPage(FileView, { description: 'Files of the workspace, newest first.' })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: ListFilesQuery) {
    const found = await this.uploads.list(actor, filterOf(query), query.page('files'));
    return FilePage.from(await this.views.page(actor, found));
  }

  @Operation('getFile', 'Get a file', 'One file and whether it can be read: `url` is null until it is available.')
  @Get(':fileId')
  @AcceptUploadTokens()
  @RequireScope('uploads:read')
  @Returns(HttpStatus.OK, FileView, { description: 'One file and whether it can be read.' })
  @Problems('NOT_FOUND')
  async get(@CurrentActor() actor: Actor, @Param('fileId') id: string): Promise<FileView> {
    return this.views.one(actor, await this.uploads.get(actor, id));
  }

  @Operation(
    'getFileContent',
    'Read the bytes of a file',
    'Redirects to a link of 60 seconds. Before the file is available it is 409, after a rejection 410.',
  )
  @Get(':fileId/content')
  @RequireScope('uploads:read')
  @Returns(HttpStatus.FOUND, undefined, { description: 'Redirects to a link of 60 seconds.' })
  @Problems('NOT_FOUND', 'INVALID_STATE', 'GONE')
  async content(@CurrentActor() actor: Actor, @Param('fileId') id: string, @Res() reply: FastifyReply): Promise<void> {
    const { url } = await this.downloads.content(actor, id);
    await reply.header('cache-control', 'no-store').redirect(url, HttpStatus.FOUND);
  }

  @Operation(
    'getFileDownloadUrl',
    'Get a link to a file',
    'A link that needs no credentials, for `expires_in` seconds. `filename` and `disposition` say how a browser saves it.',
  )
  @Get(':fileId/download-url')
  @RequireScope('uploads:read')
  @Returns(HttpStatus.OK, DownloadLinkView, { description: 'A link to the bytes that needs no credentials.' })
  @Problems('NOT_FOUND', 'INVALID_STATE', 'GONE')
  async downloadUrl(@CurrentActor() actor: Actor, @Param('fileId') id: string, @ReadQuery() query: DownloadQuery) {
    return DownloadLinkView.from(await this.downloads.link(actor, id, query));
  }

  @Operation(
    'deleteFile',
    'Delete a file',
    'It cannot be read from this moment on. Links that were given out end within seconds.',
  )
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
