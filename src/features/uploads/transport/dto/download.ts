import { ArgsType, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../../edge/dto/prop.js';
import { View } from '../../../../edge/dto/view.js';
import type { DownloadLink } from '../../downloads/downloads.service.js';
import { describedDisposition } from './upload.enums.js';

/** How a download is offered. */
@ArgsType()
export class DownloadQuery {
  @Prop.text({ min: 1, max: 255, optional: true, description: 'Name to offer instead of the original one.' })
  filename?: string;

  @Prop.integer({ min: 1, max: 3600, optional: true, description: 'Seconds that the link lives. Default 300.' })
  expiresIn?: number;

  @Prop.enumeration({
    ...describedDisposition,
    optional: true,
    description:
      'What a browser does with it. Honoured for types that are safe to show; everything else is an attachment.',
  })
  disposition?: 'inline' | 'attachment';
}

@ObjectType('DownloadLink', { description: 'A link to the bytes that needs no credentials.' })
export class DownloadLinkView extends View {
  @Prop.text({ description: 'The link.' })
  downloadUrl: string;

  @Prop.dateTime({ description: 'When it stops working.' })
  expiresAt: Date;

  static from({ url, expiresAt }: DownloadLink): DownloadLinkView {
    return Object.assign(new DownloadLinkView(), { downloadUrl: url, expiresAt });
  }
}
