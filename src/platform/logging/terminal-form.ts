import type { PrettyOptions } from 'pino-pretty';

/** Fields whose content the message has too. */
const IN_MESSAGE = ['role', 'context', 'method', 'route', 'status', 'ms', 'event', 'from', 'to', 'reason'];
/** Of interest to machines. */
const FOR_MACHINES = ['bytes', 'received_bytes', 'address', 'organization_id', 'sequence', 'at'];

/** Events as lines for people: local time, level, context, message, then the other fields. */
export async function terminalForm({ colors }: { colors: boolean }): Promise<(event: string) => string> {
  const { prettyFactory } = await import('pino-pretty');
  const options: PrettyOptions = {
    colorize: colors,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: [...IN_MESSAGE, ...FOR_MACHINES].join(','),
    messageFormat: '{if context}[{context}] {end}{msg}',
    errorLikeObjectKeys: [],
    singleLine: true,
  };
  return prettyFactory(options);
}
