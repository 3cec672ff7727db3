export { HealthProbe, PingProbe } from './health-probe.js';
export { OperationsModule } from './operations.module.js';
export { WorkerServer } from './worker-server.js';
