import { ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import type { BucketUsage, Reservation, Usage } from '../domain/usage.js';

@ObjectType('BucketUsage', { description: 'What the files of one bucket take.' })
export class BucketUsageView extends View {
  @Prop.id({ description: 'Id of the bucket.' }) bucketId: string;
  @Prop.text({ description: 'Its name.' }) bucketName: string;
  @Prop.byteSize({ description: 'Bytes of its files.' }) usedBytes: number;
  @Prop.integer({ description: 'How many files it has.' }) fileCount: number;

  static from(usage: BucketUsage): BucketUsageView {
    return Object.assign(new BucketUsageView(), usage);
  }
}

@ObjectType('Reservation', { description: 'Quota held for an upload that is not admitted yet.' })
export class ReservationView extends View {
  @Prop.id({ description: 'The upload.' }) uploadId: string;
  @Prop.byteSize({ description: 'Bytes held.' }) bytes: number;
  @Prop.dateTime({ description: 'When they are free again if nothing arrives.' }) expiresAt: Date;

  static from(reservation: Reservation): ReservationView {
    return Object.assign(new ReservationView(), reservation);
  }
}

@ObjectType('Usage', { description: 'What an organization uses, has reserved and may.' })
export class UsageView extends View {
  @Prop.byteSize({ description: 'Storage quota of the organization.' }) quotaBytes: number;
  @Prop.byteSize({ description: 'Bytes of all admitted files.' }) usedBytes: number;
  @Prop.byteSize({ description: 'Bytes held for open uploads.' }) reservedBytes: number;
  @Prop.integer({ description: 'Uploads pending or scanning.' }) pendingCount: number;
  @Prop.integer({ description: 'How many may be.' }) pendingLimit: number;
  @Prop.object(() => BucketUsageView, { each: true, description: 'The buckets the caller may see.' })
  buckets: BucketUsageView[];
  @Prop.object(() => ReservationView, { each: true, description: 'Open uploads, the 100 oldest.' })
  reservations: ReservationView[];

  static from({ buckets, reservations, ...totals }: Usage): UsageView {
    return Object.assign(new UsageView(), {
      ...totals,
      buckets: buckets.map(BucketUsageView.from),
      reservations: reservations.map(ReservationView.from),
    });
  }
}
