import { Module } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { RateCountersModule } from '../../platform/rate-counters/rate-counters.module.js';
import { AuditModule } from '../audit/index.js';
import { ActorCache } from './actor-cache.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysResolver } from './api-keys.resolver.js';
import { ApiKeysService } from './api-keys.service.js';
import { AuthController } from './auth.controller.js';
import { LastUses } from './last-uses.service.js';
import { IdentitiesController } from './linked-identities/identities.controller.js';
import { IdentitiesRepository } from './linked-identities/identities.repository.js';
import { IdentitiesResolver } from './linked-identities/identities.resolver.js';
import { IdentitiesService } from './linked-identities/identities.service.js';
import { LoginRecords } from './login-records.service.js';
import { LoginService } from './login.service.js';
import { LoginThrottle } from './login-throttle.service.js';
import { MembershipsRepository } from './memberships.repository.js';
import { TokenUsers } from './token-users.service.js';
import { AcceptedIssuers } from './tokens/accepted-issuers.js';
import { RemoteKeySet } from './tokens/remote-key-set.js';
import { TokenIssuer } from './tokens/token-issuer.js';
import { TokenVerifier } from './tokens/token-verifier.js';
import { UploadTokensRepository } from './upload-tokens/upload-tokens.repository.js';
import { UploadTokens } from './upload-tokens/upload-tokens.service.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersResolver } from './users.resolver.js';
import { UsersService } from './users.service.js';

const acceptedIssuers = {
  provide: AcceptedIssuers,
  inject: [Config],
  useFactory: (config: Config) => {
    const keySetUrl = config.get('JWT_JWKS_URL');
    return new AcceptedIssuers({
      secret: config.get('AIRLOCK_SECRET'),
      issuer: config.get('JWT_ISSUER'),
      issuerSecret: config.get('JWT_SECRET'),
      keySet: keySetUrl ? new RemoteKeySet(keySetUrl) : undefined,
      audience: config.get('JWT_AUDIENCE'),
    });
  },
};

/** Accounts, keys, tokens and memberships. Which workspace a request acts in is decided by workspaces. */
@Module({
  imports: [AuditModule, RateCountersModule],
  controllers: [ApiKeysController, AuthController, IdentitiesController, UsersController],
  providers: [
    acceptedIssuers,
    ActorCache,
    ApiKeysRepository,
    ApiKeysResolver,
    ApiKeysService,
    IdentitiesRepository,
    IdentitiesResolver,
    IdentitiesService,
    LastUses,
    LoginRecords,
    LoginService,
    LoginThrottle,
    MembershipsRepository,
    TokenIssuer,
    TokenUsers,
    TokenVerifier,
    UploadTokens,
    UploadTokensRepository,
    UsersRepository,
    UsersResolver,
    UsersService,
  ],
  exports: [
    AcceptedIssuers,
    ActorCache,
    ApiKeysRepository,
    ApiKeysService,
    IdentitiesRepository,
    MembershipsRepository,
    TokenUsers,
    TokenVerifier,
    UploadTokens,
    UploadTokensRepository,
    UsersRepository,
  ],
})
export class IdentityModule {}
