import { describe, expect, it } from '@jest/globals';
import { pageViewOf } from './page.js';
import { Prop } from './prop.js';
import { View } from './view.js';

class StoneView extends View {
  @Prop.text({ description: 'Name' }) longName: string;
}

describe('pageViewOf', () => {
  it('shows a page as REST does', () => {
    const stone = Object.assign(new StoneView(), { longName: 'a' });
    const page = pageViewOf(StoneView).of({ items: [stone], nextCursor: null });
    expect(JSON.parse(JSON.stringify(page))).toEqual({ items: [{ long_name: 'a' }], next_cursor: null });
  });

  it('is one class per view, named after it', () => {
    expect(pageViewOf(StoneView)).toBe(pageViewOf(StoneView));
    expect(pageViewOf(StoneView).name).toBe('StoneListView');
  });
});
