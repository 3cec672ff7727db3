import { BackgroundService } from '../../platform/background/background-service.js';
import { EventChannel, type Subscriber, type Subscription } from '../../platform/events/event-channel.js';
import { decodeRightsChange, RightsChanges } from '../auth/rights-changes.js';

/** Applies the changes of rights that other processes announce. */
@BackgroundService({ name: 'rights' })
export class RightsListener implements Subscriber, BackgroundService {
  private subscription?: Subscription;

  constructor(
    private readonly channel: EventChannel,
    private readonly rights: RightsChanges,
  ) {}

  start(): void {
    this.subscription = this.channel.subscribe(this);
  }

  async stop(): Promise<void> {
    await this.subscription?.close();
  }

  onMessage(message: string): void {
    for (const organizationId of decodeRightsChange(message)) this.rights.apply(organizationId);
  }

  /** Messages may have been missed: any caller may have lost rights. */
  onOpen(): void {
    this.rights.apply(undefined);
  }
}
