import { Body, Controller, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AcceptUploadTokens, CurrentActor, RequireScope } from '../../../../edge/auth/decorators.js';
import { ErrorsAs } from '../../../../edge/errors/error-form.js';
import type { Actor } from '../../../../shared/actor.js';
import { companionErrors } from './companion-errors.js';
import { objectOf } from './read-request.js';
import { type SignedRequestView, SignRequestsService } from './sign-requests.service.js';

/** Uppy 6's `signRequest`: takes its request object, answers what to send. */
@ApiExcludeController()
@AcceptUploadTokens()
@RequireScope('uploads:write')
@ErrorsAs(companionErrors)
@Controller('u/:upload_token/sign')
export class SignController {
  constructor(private readonly requests: SignRequestsService) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  sign(
    @CurrentActor() actor: Actor,
    @Param('upload_token') token: string,
    @Body() body: unknown,
  ): Promise<SignedRequestView> {
    return this.requests.sign(actor, token, objectOf(body));
  }
}
