import { Controller, Delete, Head, HttpStatus, Options, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiExcludeEndpoint, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Authenticator } from '../../../../edge/auth/authenticator.js';
import { credentialsOf, tokenInQuery, uploadTokenInQuery } from '../../../../edge/auth/credentials-of.js';
import { AcceptUploadTokens, CurrentActor, Public, RequireScope } from '../../../../edge/auth/decorators.js';
import { ErrorsAs } from '../../../../edge/errors/error-form.js';
import type { AirlockRequest } from '../../../../edge/auth/request-of.js';
import { rawTypeOf, takesRawBody } from '../../../../edge/http/raw-body.js';
import { LimitedMethods } from '../../../../edge/rate-limits/decorators.js';
import { Operation } from '../../../../edge/openapi/operation.js';
import { Problems, Returns } from '../../../../edge/openapi/route-decorators.js';
import type { Actor } from '../../../../shared/actor.js';
import { DomainError } from '../../../../shared/errors/domain-error.js';
import type { TusAnswer, TusCall } from './tus-call.js';
import { tusErrors } from './tus-errors.js';
import { TusService } from './tus.service.js';

const OVERRIDE = 'x-http-method-override';
const overriding = new Set(['PATCH', 'DELETE', 'HEAD']);
/** What the address of an upload takes. */
const ALLOWED = 'DELETE, HEAD, OPTIONS, PATCH, POST';

const raw = { ...takesRawBody, ...tokenInQuery };
/** The answer to OPTIONS has headers of the protocol beside those of CORS. */
const described = { ...raw, cors: { preflightContinue: true } };
const resumable = { name: 'Tus-Resumable', required: true, description: '1.0.0', schema: { type: 'string' } };
const text = (name: string, description: string, required = false) => ({
  ...{ name, description, required, schema: { type: 'string' } },
});

/** The tus protocol: uploads that go on after an interruption. Requests that carry bytes do not count towards rate limits. */
@ApiTags('tus')
@ApiBearerAuth()
@ErrorsAs(tusErrors, { type: 'text/plain', schema: { type: 'string' } })
@Controller('v1/tus')
export class TusController {
  constructor(
    private readonly tus: TusService,
    private readonly authenticator: Authenticator,
  ) {}

  @Options()
  @Public()
  @ApiExcludeEndpoint()
  @RouteConfig(described)
  async describe(@Req() request: AirlockRequest, @Res() reply: FastifyReply): Promise<void> {
    await send(reply, await this.tus.describe(await this.callerOf(request), callOf(request)));
  }

  @Options(':uploadId')
  @Public()
  @ApiExcludeEndpoint()
  @RouteConfig(described)
  describeOne(@Req() request: AirlockRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.describe(request, reply);
  }

  @Operation(
    'createTusUpload',
    'Create an upload by tus',
    'Location is the address of its bytes, X-Upload-Id its id in every other API.',
  )
  @Post()
  @AcceptUploadTokens()
  @RequireScope('uploads:write')
  @RouteConfig(raw)
  @ApiHeader(resumable)
  @ApiHeader(text('Upload-Length', 'Bytes of the file; or Upload-Defer-Length: 1, and the length with a later PATCH.'))
  @ApiHeader(text('Upload-Metadata', 'Pairs of a key and a value in base64: bucket, filename, filetype, and your own.'))
  @Returns(HttpStatus.CREATED, undefined, {
    description:
      'Create an upload by tus. Location is the address of its bytes, X-Upload-Id its id in every other API.',
  })
  @Problems(
    'VALIDATION_FAILED',
    'INVALID_BUCKET',
    'QUOTA_EXCEEDED',
    'BUCKET_INACTIVE',
    'PAYLOAD_TOO_LARGE',
    'UNSUPPORTED_TYPE',
    'STAGING_LIMIT_EXCEEDED',
    'STORAGE_UNAVAILABLE',
  )
  create(@CurrentActor() actor: Actor, @Req() request: AirlockRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(actor, callOf(request), reply);
  }

  @Operation(
    'getTusUpload',
    'See how many bytes have arrived',
    'A client goes on from the Upload-Offset of the answer.',
  )
  @Head(':uploadId')
  @AcceptUploadTokens()
  @RequireScope('uploads:write', 'uploads:read')
  @RouteConfig(raw)
  @ApiHeader(resumable)
  @Returns(HttpStatus.OK, undefined, {
    description: 'How many bytes have arrived: a client goes on from Upload-Offset.',
  })
  @Problems('NOT_FOUND', 'GONE')
  look(
    @CurrentActor() actor: Actor,
    @Param('uploadId') id: string,
    @Req() request: AirlockRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answer(actor, callOf(request, id), reply);
  }

  @Operation(
    'appendTusUpload',
    'Send bytes',
    'As application/offset+octet-stream, from Upload-Offset on. The last ones complete the upload: its scan begins.',
  )
  @Patch(':uploadId')
  @LimitedMethods()
  @AcceptUploadTokens()
  @RequireScope('uploads:write')
  @RouteConfig(raw)
  @ApiHeader(resumable)
  @ApiHeader(text('Upload-Offset', 'How many bytes have arrived before these.', true))
  @Returns(HttpStatus.NO_CONTENT, undefined, {
    description: 'Send bytes as application/offset+octet-stream. The last one completes the upload: its scan begins.',
  })
  @Problems('NOT_FOUND', 'GONE', 'PAYLOAD_TOO_LARGE', 'INVALID_STATE', 'STORAGE_UNAVAILABLE')
  append(
    @CurrentActor() actor: Actor,
    @Param('uploadId') id: string,
    @Req() request: AirlockRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answer(actor, callOf(request, id), reply);
  }

  @Operation('terminateTusUpload', 'Cancel an upload by tus', 'One whose bytes have not all arrived.')
  @Delete(':uploadId')
  @AcceptUploadTokens()
  @RequireScope('uploads:write')
  @RouteConfig(raw)
  @ApiHeader(resumable)
  @Returns(HttpStatus.NO_CONTENT, undefined, { description: 'Cancel an upload whose bytes have not all arrived.' })
  @Problems('NOT_FOUND', 'GONE')
  terminate(
    @CurrentActor() actor: Actor,
    @Param('uploadId') id: string,
    @Req() request: AirlockRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answer(actor, callOf(request, id), reply);
  }

  /** For clients whose environment has no PATCH, DELETE or HEAD. Mostly bytes, so it does not count as a change. */
  @Operation(
    'overrideTusUpload',
    'Send PATCH, DELETE or HEAD as POST',
    'For clients that can only POST: X-HTTP-Method-Override names the method that is meant.',
  )
  @Post(':uploadId')
  @LimitedMethods()
  @AcceptUploadTokens()
  @RequireScope('uploads:write', 'uploads:read')
  @RouteConfig(raw)
  @ApiHeader(resumable)
  @ApiHeader(text('X-HTTP-Method-Override', 'The method that is meant: PATCH, DELETE or HEAD.', true))
  @Returns(HttpStatus.NO_CONTENT, undefined, { description: 'PATCH, DELETE or HEAD, for clients that can only POST.' })
  @Problems('NOT_FOUND', 'GONE', 'PAYLOAD_TOO_LARGE', 'INVALID_STATE', 'STORAGE_UNAVAILABLE')
  override(
    @CurrentActor() actor: Actor,
    @Param('uploadId') id: string,
    @Req() request: AirlockRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const method = String(request.headers[OVERRIDE]).toUpperCase();
    if (!overriding.has(method)) {
      void reply.header('allow', ALLOWED);
      throw noOverride();
    }
    return this.answer(actor, { ...callOf(request, id), method }, reply);
  }

  /** Undefined without valid credentials: this answer needs none. */
  private async callerOf(request: AirlockRequest): Promise<Actor | undefined> {
    try {
      return await this.authenticator.authenticate(credentialsOf(request));
    } catch {
      return undefined;
    }
  }

  private async answer(actor: Actor, call: TusCall, reply: FastifyReply): Promise<void> {
    await send(reply, await this.tus.handle(actor, call));
  }
}

function callOf(request: AirlockRequest, uploadId?: string): TusCall {
  const { method, raw } = request;
  const token = request.headers.authorization === undefined ? uploadTokenInQuery(request) : undefined;
  const headers = { ...request.headers, 'content-type': rawTypeOf(request) };
  if (headers['content-type'] === undefined) delete headers['content-type'];
  return { method, uploadId, headers, request: raw, token };
}

async function send(reply: FastifyReply, { status, headers, body }: TusAnswer): Promise<void> {
  const type = body === '' ? {} : { 'content-type': 'text/plain; charset=utf-8' };
  await reply
    .status(status)
    .headers({ ...type, ...headers })
    .send(body === '' ? undefined : body);
}

const noOverride = () =>
  new DomainError(
    'method-not-allowed',
    'METHOD_NOT_ALLOWED',
    'Send bytes by PATCH, or by POST with X-HTTP-Method-Override: PATCH.',
  );
