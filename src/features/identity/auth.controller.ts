import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../edge/auth/decorators.js';
import { ReadBody } from '../../edge/dto/read.js';
import { ClientNetwork } from '../../edge/http/client-network.js';
import { TakesUnauthenticatedBodies } from '../../edge/http/limits/body-allowance.js';
import { Problems, Returns } from '../../edge/openapi/route-decorators.js';
import { AccessTokenView, LoginInput } from './dto/login.js';
import { LoginService } from './login.service.js';

/** Login: the only route here without credentials in the header. */
@ApiTags('administration')
@Controller('v1/auth')
export class AuthController {
  constructor(private readonly logins: LoginService) {}

  @Public()
  @Post('login')
  @TakesUnauthenticatedBodies()
  @Problems('RATE_LIMITED', 'UNAVAILABLE')
  @Returns(200, AccessTokenView, {
    description: 'Log in with email address and password: a token for the Authorization header.',
  })
  async login(@ReadBody() input: LoginInput, @ClientNetwork() address: string): Promise<AccessTokenView> {
    return AccessTokenView.from(await this.logins.login(input, address));
  }
}
