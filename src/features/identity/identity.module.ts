import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { Config } from '../../config/config.js';
import { RateCountersModule } from '../../platform/rate-counters/rate-counters.module.js';
import { ActorCache } from './actor-cache.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysResolver } from './api-keys.resolver.js';
import { ApiKeysService } from './api-keys.service.js';
import { AuthController } from './auth.controller.js';
import { LoginService } from './login.service.js';
import { LoginThrottle } from './login-throttle.service.js';
import { MembershipsRepository } from './memberships.repository.js';
import { TokenUsers } from './token-users.service.js';
import { JwtStrategy } from './tokens/jwt.strategy.js';
import { TokenIssuer } from './tokens/token-issuer.js';
import { TokenKeys } from './tokens/token-keys.js';
import { TokenVerifier } from './tokens/token-verifier.js';
import { UploadTokensRepository } from './upload-tokens/upload-tokens.repository.js';
import { UploadTokens } from './upload-tokens/upload-tokens.service.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

const tokenKeys = {
  provide: TokenKeys,
  inject: [Config],
  useFactory: (config: Config) =>
    new TokenKeys({
      secret: config.get('AIRLOCK_SECRET'),
      issuer: config.get('JWT_ISSUER'),
      issuerSecret: config.get('JWT_SECRET'),
      audience: config.get('JWT_AUDIENCE'),
    }),
};

/** Accounts, keys, tokens and memberships. Which workspace a request acts in is decided by workspaces. */
@Module({
  imports: [JwtModule.register({}), RateCountersModule],
  controllers: [ApiKeysController, AuthController, UsersController],
  providers: [
    tokenKeys,
    ActorCache,
    ApiKeysRepository,
    ApiKeysResolver,
    ApiKeysService,
    JwtStrategy,
    LoginService,
    LoginThrottle,
    MembershipsRepository,
    TokenIssuer,
    TokenUsers,
    TokenVerifier,
    UploadTokens,
    UploadTokensRepository,
    UsersRepository,
    UsersService,
  ],
  exports: [
    ActorCache,
    ApiKeysRepository,
    ApiKeysService,
    MembershipsRepository,
    TokenUsers,
    TokenVerifier,
    UploadTokens,
    UploadTokensRepository,
    UsersRepository,
  ],
})
export class IdentityModule {}
