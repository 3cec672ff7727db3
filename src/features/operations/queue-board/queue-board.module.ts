import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuditModule } from '../../audit/index.js';
import { WorkspacesModule } from '../../workspaces/index.js';
import { QueueBoard } from './queue-board.js';
import { QueueBoardController } from './queue-board.controller.js';
import { QueueBoardGuard } from './queue-board.guard.js';

/** The queue board, for processes that answer requests. */
@Module({
  imports: [AuditModule, DiscoveryModule, WorkspacesModule],
  controllers: [QueueBoardController],
  providers: [QueueBoard, QueueBoardGuard],
})
export class QueueBoardModule {}
