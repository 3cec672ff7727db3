import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';

export class StorageEventsView extends View {
  @Prop.integer({ description: 'How many new objects of the bucket were looked at. Most events are of none.' })
  objects: number;

  static of(objects: number): StorageEventsView {
    return Object.assign(new StorageEventsView(), { objects });
  }
}
