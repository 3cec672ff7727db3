import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { originOf } from '../../../edge/audit/origin-of.js';
import { Public } from '../../../edge/auth/decorators.js';
import type { AirlockRequest } from '../../../edge/auth/request-of.js';
import { pagePolicy } from '../../../edge/http/security-headers.js';
import { AuditTrail } from '../../audit/index.js';
import { QueueBoard } from './queue-board.js';
import { QueueBoardGuard } from './queue-board.guard.js';

/** The queue board for operators. It only reads: there is no other method than GET. */
@ApiExcludeController()
@Public()
@UseGuards(QueueBoardGuard)
@Controller('admin/queues')
export class QueueBoardController {
  constructor(
    private readonly board: QueueBoard,
    private readonly audit: AuditTrail,
  ) {}

  @Get(['', '*'])
  async show(@Req() request: AirlockRequest, @Res() reply: FastifyReply): Promise<void> {
    const { status, type, body } = await this.board.answer(request.url);
    const isPage = type.startsWith('text/html');
    if (isPage) {
      await this.audit.recordAlone({ ...request.actor!, origin: originOf(request) }, { action: 'queue.view' });
      void reply.header('content-security-policy', pagePolicy([], { base: "'self'" }));
    }
    void reply.status(status).type(type).header('cache-control', 'no-store').send(body);
  }
}
