import { Injectable } from '@nestjs/common';
import { DatabaseGauges } from '../../platform/metrics/database-gauges.js';
import { EventSources } from './event-source.js';
import { relayFigure, relayGauges } from './relay-figure.queries.js';

/** The sources are there once all modules are made, so the statement is built at its first read. */
@Injectable()
export class RelayMetrics {
  constructor(gauges: DatabaseGauges, sources: EventSources) {
    gauges.add({ select: () => relayFigure(sources.all()), gauges: relayGauges });
  }
}
