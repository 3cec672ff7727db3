import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../../edge/auth/decorators.js';
import { ReadBody } from '../../edge/dto/read.js';
import { AccessTokenView, LoginInput } from './dto/login.js';
import { LoginService } from './login.service.js';

@ApiTags('administration')
@Controller('v1/auth')
export class AuthController {
  constructor(private readonly logins: LoginService) {}

  @Public()
  @Post('login')
  @HttpCode(200)
  @ApiOkResponse({ type: AccessTokenView })
  login(@ReadBody() input: LoginInput) {
    return this.logins.login(input);
  }
}
