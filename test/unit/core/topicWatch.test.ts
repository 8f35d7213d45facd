import { describe, expect, it } from 'vitest';
import { TopicWatch } from '../../../src/core/feeds/topicWatch.js';

const watch = (): TopicWatch<string> =>
  new TopicWatch({ for: (topic) => topic.toLowerCase(), of: (frame) => /^<(\w+)>/.exec(frame)?.[1] });
const silentOf = (one: TopicWatch<string>): string[] => [...one.silent].sort();

describe('TopicWatch', () => {
  it('knows which topics have not spoken', () => {
    const one = watch();
    one.expect(new Set(['A', 'B', 'C']));
    one.hear('<a>…');
    one.hear('no label');
    one.hear('<x>…');
    expect(silentOf(one)).toEqual(['B', 'C']);
  });

  it('does not wait for a topic that is no longer wanted, and waits anew for one that comes back', () => {
    const one = watch();
    one.expect(new Set(['A', 'B']));
    one.hear('<b>');
    one.expect(new Set(['B']));
    expect(silentOf(one)).toEqual([]);
    one.expect(new Set(['A', 'B', 'C']));
    expect(silentOf(one)).toEqual(['A', 'C']);
    expect([...one.expected]).toEqual(['A', 'B', 'C']);
  });

  it('a topic that has spoken stays heard when others change', () => {
    const one = watch();
    one.expect(new Set(['A']));
    one.hear('<a>');
    one.expect(new Set(['A', 'B']));
    expect(silentOf(one)).toEqual(['B']);
  });
});
