import type { SettingName, Settings } from '../../config/settings.js';
import { handlerDecorator, type HandlerOptions } from '../handlers/handler-decorator.js';

/** A setting whose value is a number. */
export type NumberSetting = { [Name in SettingName]: Settings[Name] extends number ? Name : never }[SettingName];

export interface BackgroundJobOptions extends HandlerOptions {
  /** Pause after a run that left nothing to do. A run that left something is followed by the next one at once. */
  intervalMs: number;
  /** Pause instead of `intervalMs` after ten seconds without work. */
  quietMs?: number;
  /** Services of the same process whose work makes work for this job: it follows within `intervalMs`. */
  wokenBy?: readonly string[];
  /** Most rows that one run takes. */
  batch: number;
  /**
   * After how long another process may take over what a process held when it died: the job itself if it is global, else
   * the rows of a run. 0: rows are locked by the run's transaction, which ends with its process.
   */
  leaseSeconds: number | NumberSetting;
  /** Runs in one process at a time, under a lease. `intervalMs` then counts across processes. */
  global?: boolean;
}

/** What a run is given: the declared numbers, so that they are the ones in force. */
export interface JobRun {
  batch: number;
  leaseSeconds: number;
  /** Of a global job: where the run before it ended, if that left something to do. */
  cursor: string | null;
  /** There was work, though none is left: the pauses stay short. */
  noteWork(): void;
}

/** Whether a run left something to do: `false`, `true`, or for a global job the place from which to go on. */
export type Progress = boolean | string;

/** Work that is repeated as long as the process runs. What a run takes is claimed, so that any number of processes may run it. */
export interface BackgroundJob {
  run(run: JobRun): Promise<Progress>;
  /** `false`: the settings leave this job nothing to do. */
  readonly isEnabled?: boolean;
  /** Called when the process begins to stop: a run under way may be cut short. */
  stop?(): void;
}

export const BackgroundJob = handlerDecorator<BackgroundJobOptions, BackgroundJob>('background job');
