/**
 * Container engines kill a process ten seconds after its signal to end. The time limit of each step counts from that signal,
 * so that the waits for parts that do not answer cannot add up.
 */
export const shutdownDeadlines = {
  /** What is not finished by then is given back, or left to its lease. */
  finishMs: 3_500,
  /** All background work, ended at the same moment. */
  backgroundMs: 4_500,
  /** Requests, queues and connections as well: a connection to a part that is away is closed by the exit. */
  closeMs: 6_500,
  /** Embedded parts as well. The process exits, whatever still waits. */
  allMs: 8_000,
} as const;
