export { diskProbe } from './disk-probe.js';
export { HealthProbe, PingProbe } from './health-probe.js';
export { HealthService } from './health.service.js';
export { OperationsModule } from './operations.module.js';
export { QueueBoardModule } from './queue-board/queue-board.module.js';
export { WorkerServer } from './worker-server.js';
