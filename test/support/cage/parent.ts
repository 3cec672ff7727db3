import { findIsolation } from '../../../src/platform/cage/process/isolation.js';
import { jobOf, nodeAlone, runningCage } from './running-cage.js';

/** A process that has a caged job, to be killed: `parent.js ACT found|node`. Sends a message when the job runs. */
const [act, means] = process.argv.slice(2);
const { cage } = await runningCage(1, means === 'node' ? nodeAlone : findIsolation);
const frames = cage.run(jobOf(act!, { seconds: 0.5 }), new AbortController().signal);
await frames.next();
process.send!('running');
