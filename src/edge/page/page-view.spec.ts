import { describe, expect, it } from '@jest/globals';
import { Prop } from '../dto/prop.js';
import { View } from '../dto/view.js';
import { pageView } from './page-view.js';

class StoneView extends View {
  @Prop.text({ description: 'Name' }) longName: string;
}

describe('pageView', () => {
  it('has the JSON form of a page', () => {
    const stone = Object.assign(new StoneView(), { longName: 'a' });
    const page = pageView(StoneView).from({ items: [stone], nextCursor: null, list: 'stones', ids: ['a'] });
    expect(JSON.parse(JSON.stringify(page))).toEqual({ items: [{ long_name: 'a' }], next_cursor: null });
  });

  it('creates one class per view', () => {
    expect(pageView(StoneView)).toBe(pageView(StoneView));
  });
});
