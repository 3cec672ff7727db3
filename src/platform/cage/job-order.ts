/** Descriptors of a caged process. */
export const CONTROL_FD = 0;
export const INPUT_FD = 3;
export const OUTPUT_FD = 4;

/** What the parent writes to the control descriptor, as one line of JSON, once the input is complete. */
export interface JobOrder {
  /** URL of the program's module. */
  program: string;
  options: unknown;
  /** Of the input, in bytes. */
  size: number;
}

/** Content of the frame of a program that threw. */
export interface FailureReport {
  message: string;
  /** Of a CagedFailure. */
  code?: string;
  /** Memory could not be had. */
  outOfMemory?: boolean;
}
