export { HealthProbe, PingProbe } from './health-probe.js';
export { Metrics } from './metrics.js';
export { OperationsModule } from './operations.module.js';
