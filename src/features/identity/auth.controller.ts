import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../edge/auth/decorators.js';
import { ReadBody } from '../../edge/dto/read.js';
import { RequestOrigin } from '../../edge/audit/request-origin.js';
import type { Origin } from '../../shared/audit/origin.js';
import { ClientNetwork } from '../../edge/http/client-network.js';
import { TakesUnauthenticatedBodies } from '../../edge/http/limits/body-allowance.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems, Returns } from '../../edge/openapi/route-decorators.js';
import { AccessTokenView, LoginInput } from './dto/login.js';
import { LoginService } from './login.service.js';

/** Login: the only route here without credentials in the header. */
@ApiTags('keys')
@Controller('v1/auth')
export class AuthController {
  constructor(private readonly logins: LoginService) {}

  @Public()
  @Operation(
    'login',
    'Log in',
    'With email address and password: answers a token for the Authorization header. Repeated failures are 429.',
  )
  @Post('login')
  @TakesUnauthenticatedBodies()
  @Problems('RATE_LIMITED', 'UNAVAILABLE')
  @Returns(200, AccessTokenView, {
    description: 'Log in with email address and password: a token for the Authorization header.',
  })
  async login(
    @ReadBody() input: LoginInput,
    @ClientNetwork() address: string,
    @RequestOrigin() origin: Origin,
  ): Promise<AccessTokenView> {
    return AccessTokenView.from(await this.logins.login(input, address, origin));
  }
}
