export interface MetricOptions<Label extends string> {
  /** In Prometheus's style: `airlock_uploads_total`, `airlock_scan_queue_length`. */
  name: string;
  help: string;
  labels?: readonly Label[];
}
