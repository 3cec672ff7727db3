import { ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../../edge/dto/prop.js';
import { View } from '../../../../edge/dto/view.js';
import type { PastMove } from '../../domain/upload-as-of.js';
import type { ScanReport, Timeline } from '../../timeline/timeline.service.js';
import { describedUploadEvent, describedUploadState, describedVerdict, describedWait } from './timeline.enums.js';

@ObjectType('TimelineEntry', { description: 'One thing that happened to an upload.' })
export class TimelineEntryView extends View {
  @Prop.integer({ description: 'Counts from 1 without gaps.' })
  sequence: number;

  @Prop.dateTime({ description: 'When it happened.' })
  at: Date;

  @Prop.enumeration({ ...describedUploadEvent, description: 'What happened.' })
  event: string;

  @Prop.enumeration({ ...describedUploadState, nullable: true, description: 'The state before.' })
  from: string | null;

  @Prop.enumeration({ ...describedUploadState, description: 'The state after.' })
  to: string;

  @Prop.text({ description: 'The actor: a user, a key, or a part of the service.' })
  actor: string;

  @Prop.text({ nullable: true, description: 'More about it, e.g. the reason of a rejection.' })
  detail: string | null;

  static from(move: PastMove): TimelineEntryView {
    return Object.assign(new TimelineEntryView(), move);
  }
}

@ObjectType('ScanReport', { description: 'What admission found in the bytes of an upload.' })
export class ScanReportView extends View {
  @Prop.enumeration({ ...describedVerdict, description: 'What the scan found.' })
  verdict: string;

  @Prop.text({ nullable: true, description: 'The signature that was found, or why it could not be scanned.' })
  cause: string | null;

  @Prop.text({ nullable: true, description: 'MIME type by the bytes.' })
  detectedType: string | null;

  @Prop.text({ nullable: true, description: 'Version of the scanner and of its signatures.' })
  scannerVersion: string | null;

  static from(report: ScanReport): ScanReportView {
    return Object.assign(new ScanReportView(), report);
  }
}

@ObjectType('Timeline', { description: 'What happened to an upload so far, and what it waits for.' })
export class TimelineView extends View {
  @Prop.object(() => TimelineEntryView, { each: true, description: 'Oldest first.' })
  items: TimelineEntryView[];

  @Prop.enumeration({ ...describedWait, optional: true, description: 'What it waits for, while it does.' })
  waitingFor?: string;

  @Prop.integer({
    optional: true,
    description: 'How many files are scanned before it, by the order really used; an estimate, at most 1000.',
  })
  queuePosition?: number;

  @Prop.dateTime({ optional: true, description: 'When it is tried again, while it waits for its retry.' })
  retryAt?: Date;

  @Prop.object(() => ScanReportView, {
    optional: true,
    description: 'For administrators, after the inspection: what was found, and by which scanner.',
  })
  scan?: ScanReportView;

  static from({ items, scan, ...waiting }: Timeline): TimelineView {
    const report = scan && ScanReportView.from(scan);
    return Object.assign(new TimelineView(), { items: items.map(TimelineEntryView.from), scan: report, ...waiting });
  }
}
