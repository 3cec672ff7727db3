import { Injectable } from '@nestjs/common';

/** Tells the relay of this process, if it has one, that events are being written. Others find them by their poll. */
@Injectable()
export class EventHints {
  private wake: () => void = () => undefined;

  onWritten(wake: () => void): void {
    this.wake = wake;
  }

  /** Before or after the commit: the relay polls at its shorter pause for a while. */
  written(): void {
    this.wake();
  }
}
