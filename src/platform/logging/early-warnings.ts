interface EarlyWarning {
  context: string;
  message: string;
}

type Receiver = (warning: EarlyWarning) => void;

const waiting: EarlyWarning[] = [];
let receive: Receiver | undefined;

/**
 * A warning of what may run before the log is open, and must load quickly. It waits for the log; a program that opens none
 * prints it at its end.
 */
export function warnEarly(context: string, message: string): void {
  if (receive) receive({ context, message });
  else if (waiting.push({ context, message }) === 1) process.once('exit', printWaiting);
}

export function receiveEarlyWarnings(receiver: Receiver): void {
  receive = receiver;
  for (const warning of waiting.splice(0)) receiver(warning);
}

function printWaiting(): void {
  for (const { context, message } of waiting.splice(0)) process.stderr.write(`${context}: ${message}\n`);
}
