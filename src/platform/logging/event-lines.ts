import { type Level, type Logger, pino } from 'pino';

/** What a line of the log says. */
export interface LogEvent {
  level: Level;
  /** When it happened, in ms since 1970. */
  at: number;
  text: string;
  fields: object;
}

export interface EventLinesOptions {
  /** Events below it are not written. */
  level: Level;
  /** The role of this process, in every event. */
  role: string;
  /** Makes lines for people from those of JSON. */
  form?: (event: string) => string;
}

/** Events as lines, by pino: one JSON object each. */
export class EventLines {
  private readonly events: Logger;
  private readonly form: (event: string) => string;
  private at = 0;
  private made = '';

  constructor({ level, role, form = (event) => event }: EventLinesOptions) {
    this.form = form;
    const options = {
      level,
      base: { role },
      timestamp: () => `,"time":"${new Date(this.at).toISOString()}"`,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.events = pino(options, { write: (event) => (this.made = event) });
  }

  isEnabled(level: Level): boolean {
    return this.events.isLevelEnabled(level);
  }

  /** The line of an event of an enabled level. */
  of({ level, at, text, fields }: LogEvent): string {
    this.at = at;
    this.events[level](fields, text);
    return this.form(this.made);
  }
}
