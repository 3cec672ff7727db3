import { runDoctor } from './boot/doctor/run-doctor.js';

process.exitCode = await runDoctor();
