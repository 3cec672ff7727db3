import { flag, integer, number, oneOf, text, url } from '../setting.js';

const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/**
 * Traces by OpenTelemetry, under the names of its specification. Its exporter reads further variables by itself
 * (OTEL_EXPORTER_OTLP_TIMEOUT, OTEL_EXPORTER_OTLP_CERTIFICATE, OTEL_RESOURCE_ATTRIBUTES and the like): those are not listed.
 */
export const tracingSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: url({
    protocols: ['http:', 'https:'],
    fallback: undefined,
    about: 'Collector that gets traces by OTLP over HTTP, e.g. http://collector:4318. Default: no traces.',
  }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url({
    protocols: ['http:', 'https:'],
    fallback: undefined,
    about: 'The same with its path, e.g. http://collector:4318/v1/traces; goes before OTEL_EXPORTER_OTLP_ENDPOINT.',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: text({
    fallback: undefined,
    secret: true,
    about: 'Headers for the collector, e.g. authorization=Bearer%20….',
  }),
  OTEL_EXPORTER_OTLP_PROTOCOL: oneOf(['http/protobuf'], {
    fallback: 'http/protobuf',
    about: 'How traces are sent. http/protobuf is the only one.',
  }),
  OTEL_SERVICE_NAME: text({ fallback: 'airlock', about: 'Name of this service in traces.' }),
  OTEL_TRACES_SAMPLER: oneOf(samplers, {
    fallback: 'parentbased_always_on',
    about:
      'Which traces are recorded. parentbased: as the `traceparent` of a request says, else by the rest of the name.',
  }),
  OTEL_TRACES_SAMPLER_ARG: number({
    min: 0,
    max: 1,
    fallback: 1,
    about: 'Share of traces that traceidratio and parentbased_traceidratio record.',
  }),
  OTEL_BSP_SCHEDULE_DELAY: integer({
    min: 10,
    max: 60_000,
    fallback: 5_000,
    about: 'Milliseconds between two exports of spans.',
  }),
  OTEL_SDK_DISABLED: flag({ fallback: false, about: 'No traces, whatever else is set.' }),
};
