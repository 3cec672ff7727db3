import { Module } from '@nestjs/common';
import { Authenticator } from '../../edge/auth/authenticator.js';
import { HandlersModule } from '../../platform/handlers/handlers.module.js';
import { showing } from '../../platform/metrics/database-gauges.js';
import { AuditModule } from '../audit/index.js';
import { IdentityModule } from '../identity/index.js';
import { ActorWorkspacesRepository } from './actor-workspaces.repository.js';
import { BootstrapRepository } from './bootstrap.repository.js';
import { Bootstrap } from './bootstrap.service.js';
import { MembersController } from './members.controller.js';
import { MembersResolver } from './members.resolver.js';
import { MembersService } from './members.service.js';
import { OrganizationsController } from './organizations.controller.js';
import { OrganizationsRepository } from './organizations.repository.js';
import { OrganizationsResolver } from './organizations.resolver.js';
import { OrganizationsService } from './organizations.service.js';
import { TenantAuthenticator } from './tenant-authenticator.js';
import { UsageLedger } from './usage-ledger.repository.js';
import { usageFigure } from './usage-figure.queries.js';
import { UsageTotalsRepository } from './usage-totals.repository.js';
import { ViewerController } from './viewer.controller.js';
import { ViewerResolver } from './viewer.resolver.js';
import { ViewerService } from './viewer.service.js';
import { WorkspaceContents } from './workspace-contents.js';
import { WorkspacesController } from './workspaces.controller.js';
import { WorkspacesRepository } from './workspaces.repository.js';
import { WorkspacesResolver } from './workspaces.resolver.js';
import { WorkspacesService } from './workspaces.service.js';

/** Organizations, workspaces, their members, and what they use. */
@Module({
  imports: [AuditModule, HandlersModule, IdentityModule],
  controllers: [MembersController, OrganizationsController, ViewerController, WorkspacesController],
  providers: [
    ActorWorkspacesRepository,
    Bootstrap,
    BootstrapRepository,
    MembersResolver,
    MembersService,
    OrganizationsRepository,
    OrganizationsResolver,
    OrganizationsService,
    UsageLedger,
    UsageTotalsRepository,
    ViewerResolver,
    ViewerService,
    WorkspaceContents,
    WorkspacesRepository,
    WorkspacesResolver,
    WorkspacesService,
    showing(usageFigure),
    { provide: Authenticator, useClass: TenantAuthenticator },
  ],
  exports: [Authenticator, Bootstrap, UsageLedger, UsageTotalsRepository, WorkspaceContents, WorkspacesService],
})
export class WorkspacesModule {}
