import { Controller, Delete, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { Operation } from '../../../edge/openapi/operation.js';
import { Problems, Returns } from '../../../edge/openapi/route-decorators.js';
import type { Actor } from '../../../shared/actor.js';
import { IdentitiesService } from './identities.service.js';

/** The identities of a user, over REST. They are listed with the user. */
@ApiTags('administration')
@RequireScope('admin')
@Controller('v1/users/:user_id/identities')
export class IdentitiesController {
  constructor(private readonly identities: IdentitiesService) {}

  @Operation(
    'unlinkIdentity',
    'Remove an identity of a user',
    'Its tokens are refused from now on, and its open connections end. The password, other identities and memberships of ' +
      'the user stay. A caller cannot remove the only way in which it logs in itself.',
  )
  @Delete(':identity_id')
  @Returns(204, undefined, { description: 'Remove the link between a user and an identity of another issuer.' })
  @Problems('FORBIDDEN', 'NOT_FOUND', 'INVALID_STATE')
  async unlink(
    @CurrentActor() actor: Actor,
    @Param('user_id') userId: string,
    @Param('identity_id') id: string,
  ): Promise<void> {
    await this.identities.unlink(actor, userId, id);
  }
}
