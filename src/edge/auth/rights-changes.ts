import { Injectable, Logger } from '@nestjs/common';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { EventChannel } from '../../platform/events/event-channel.js';
import { Database } from '../../platform/prisma/database.js';

/** The organization whose callers may have lost rights; undefined: any of them. */
type Listener = (organizationId: string | undefined) => void;

const NAME = 'rights';

/**
 * Changes of what callers may do: keys and tokens that are revoked, members, roles, passwords, workspaces. Every process
 * forgets the callers of the organization that it remembers, and checks its open connections. The message to the other
 * processes is a hint: without it they notice by themselves, within `REVOKED_WITHIN_MS`.
 */
@Injectable()
export class RightsChanges {
  private readonly warning = new OccasionalWarning(new Logger('Rights'));
  private readonly listeners = new Set<Listener>();

  constructor(
    private readonly database: Database,
    private readonly channel: EventChannel,
  ) {}

  /** Called once the change is committed. Applies it here at once, then sends it to the other processes; never fails. */
  async announce(...organizationIds: string[]): Promise<void> {
    for (const id of organizationIds) this.apply(id);
    try {
      const message = encodeRightsChange(...organizationIds);
      const send = await this.database.asSystem((tx) => this.channel.send(tx, [message]));
      await send();
    } catch (error) {
      this.warning.warn(`Other processes notice a change of rights by themselves: ${(error as Error).message}`);
    }
  }

  /** In this process only. */
  apply(organizationId: string | undefined): void {
    for (const listener of this.listeners) listener(organizationId);
  }

  /** Returns what ends it. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** In the form of all messages of the channel: lists by name. */
export const encodeRightsChange = (...organizationIds: string[]) => JSON.stringify({ [NAME]: organizationIds });

/** The organizations of a message; none for a message about something else. */
export function decodeRightsChange(message: string): string[] {
  if (!message.startsWith(`{"${NAME}":`)) return [];
  return (JSON.parse(message) as Record<string, string[]>)[NAME]!;
}
