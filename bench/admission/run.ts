import pMap from 'p-map';
import { cpuTimes, family, usedBetween } from '../processes/cpu.js';
import { benchFile } from './files.js';
import type { AdmissionStage } from './stage.js';

/** One line of the report: files of this size, each of so many clients sending one after the other. */
export interface Load {
  size: number;
  clients: number;
  /** For how long new files are started. */
  seconds?: number;
  /** How many files are sent, instead of for how long. */
  files?: number;
}

/** Latencies in ms, from sending the confirmation until the upload is AVAILABLE; CPU in ms for a file. */
export interface Run {
  files: number;
  perSecond: number;
  p50: number;
  p99: number;
  serverMs: number;
  postgresMs: number;
}

type BoundRun = Pick<Run, 'perSecond' | 'serverMs'>;

/** Each client creates an upload, sends its bytes, confirms and waits until it is AVAILABLE, and begins the next. */
export async function admit(stage: AdmissionStage, load: Load): Promise<Run> {
  const before = readCpu(stage);
  const began = performance.now();
  const tookMs: number[] = [];
  let started = 0;
  const goesOn = () =>
    load.files === undefined ? performance.now() - began < load.seconds! * 1000 : started < load.files;
  const client = async () => {
    while (goesOn()) {
      started++;
      tookMs.push(await admitOne(stage, load.size));
    }
  };
  await Promise.all(Array.from({ length: load.clients }, client));
  const seconds = (performance.now() - began) / 1000;
  const after = readCpu(stage);
  const files = tookMs.length;
  const sorted = tookMs.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(files - 1, Math.floor(share * files))]!;
  return {
    ...{ files, perSecond: files / seconds, p50: at(0.5), p99: at(0.99) },
    serverMs: (usedBetween(before.server, after.server) / files) * 1000,
    postgresMs: (usedBetween(before.postgres, after.postgres) / files) * 1000,
  };
}

async function admitOne({ client, watch }: AdmissionStage, size: number): Promise<number> {
  const file = benchFile(size);
  const upload = await client.create(file.size);
  await client.put(upload, file);
  const began = performance.now();
  const available = watch.available(upload.upload_id);
  await Promise.all([client.confirm(upload.upload_id), available]);
  return performance.now() - began;
}

/** The floor does the same with its own table. */
export async function admitFloor(stage: AdmissionStage, load: Load, onlyReads = false): Promise<Run> {
  const before = readCpu(stage);
  const { size, clients, seconds = 4 } = load;
  const { files, seconds: took } = await stage.floor.run({ size, clients, seconds, onlyReads });
  const after = readCpu(stage);
  return {
    ...{ files, perSecond: files / took, p50: NaN, p99: NaN },
    serverMs: (usedBetween(before.floor, after.floor) / files) * 1000,
    postgresMs: (usedBetween(before.postgres, after.postgres) / files) * 1000,
  };
}

/** The same clients send the same files to the process that only does what is necessary. */
export async function sendToBound(
  { bound, client }: AdmissionStage,
  load: Load & { files: number },
): Promise<BoundRun> {
  const { size, clients, files } = load;
  const before = cpuTimes([bound.pid]);
  const began = performance.now();
  const put = () => client.put({ upload_id: '', presigned_url: bound.said, headers: {} }, benchFile(size));
  await pMap(Array(files), put, { concurrency: clients });
  const perSecond = files / ((performance.now() - began) / 1000);
  return { perSecond, serverMs: (usedBetween(before, cpuTimes([bound.pid])) / files) * 1000 };
}

function readCpu({ airlock, floor, watch, postgresPid }: AdmissionStage) {
  return {
    server: cpuTimes([airlock.pid]),
    floor: cpuTimes([floor.pid]),
    postgres: cpuTimes(family(postgresPid).filter((pid) => pid !== watch.pid)),
  };
}
