import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';

export class StorageEventsView extends View {
  @Prop.integer({ description: 'How many new objects of the bucket were looked up. Most events name none.' })
  objects: number;

  @Prop.integer({ optional: true, description: 'How many records could not be read and were left out, if any.' })
  unreadable?: number;

  static of({ objects, unreadable }: { objects: number; unreadable: number }): StorageEventsView {
    return Object.assign(new StorageEventsView(), { objects, ...(unreadable > 0 && { unreadable }) });
  }
}
