import { Body, Controller, Post, UseGuards } from '@nestjs/common';
import { ApiBasicAuth, ApiBearerAuth, ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { Public } from '../../edge/auth/decorators.js';
import { TextIsJson } from '../../edge/http/json-body.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems, Returns } from '../../edge/openapi/route-decorators.js';
import { StorageEventsView } from './dto/storage-events.view.js';
import { ReceiveEventsService } from './receive-events.service.js';
import { STORAGE_EVENTS_ROUTE } from './storage-events-route.js';
import { StorageEventsGuard } from './storage-events.guard.js';

const about = [
  'An event of S3, MinIO or Ceph (`Records`), of EventBridge (`Object Created`), or a message of SNS.',
  'More fields are tolerated; other kinds of events are accepted and ignored.',
].join(' ');

const example = {
  Records: [
    {
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'airlock' }, object: { key: 'ws_0mj0b2c4d5e6f7g8/staging/upl_0mj0b2c4d5e6f7g8' } },
    },
  ],
};

/** Where stores post events of new objects. An event is only a reason to look the object up. */
@ApiTags('operations')
@Public()
@UseGuards(StorageEventsGuard)
@Controller(STORAGE_EVENTS_ROUTE)
export class StorageEventsController {
  constructor(private readonly events: ReceiveEventsService) {}

  @Operation(
    'receiveStorageEvents',
    'Receive events of the object store',
    'From S3, MinIO, SNS and EventBridge. Every object that is named is looked at. After a 503 the sender should repeat, after any other refusal not.',
  )
  @Post()
  @TextIsJson()
  @ApiBearerAuth('bearer')
  @ApiBasicAuth('storage-events')
  @ApiConsumes('application/json', 'text/plain')
  @ApiBody({ description: about, schema: { type: 'object', additionalProperties: true, example } })
  @Problems('FORBIDDEN', 'STORAGE_UNAVAILABLE', 'UNAVAILABLE')
  @Returns(200, StorageEventsView, {
    description: 'Every object was looked up. After a 503 the sender should repeat, after any other refusal not.',
  })
  async receive(@Body() body: unknown): Promise<StorageEventsView> {
    return StorageEventsView.of(await this.events.receive(body));
  }
}
