import { concat, map, mergeMap, NEVER, of, ReplaySubject, tap, type Observable } from 'rxjs';
import type { Topic } from '../../src/domain/feed.js';
import type { ScenarioInputs, ScenarioParams, Subject } from '../../src/marbles/index.js';
import type { FeedSource } from '../../src/ports/marketData.js';
import { feed, type FeedRotation } from '../../src/streams/feed.js';
import { backoffParams } from './backoffParams.js';
import { beside, toSocketEvent } from './drawnSocket.js';
import { listOf, tellConnection, type Said } from './tellConnection.js';

type Topics = ReadonlySet<Topic>;

const hourMs = 3_600_000;

/**
 * The real feed. What a connection says is drawn as letters: `o` that it is open, `z` a frame that cannot be read, any
 * other is data of the topic that has the letter for a name. A legend may say `pong` or `waiting`.
 *
 * Inputs: `topics` (one, `a`, when not drawn), and cold `connection`, a line for each attempt to connect in turn.
 * Outputs: `out` is the data; `news` is what the feed tells of its connections; `wanted` is what each attempt, by its
 * number, is asked to carry.
 */
export const feedSubject: Subject = {
  cold: ['connection'],
  run: (inputs, params, scheduler) => {
    const wanted$ = new ReplaySubject<string>(Infinity);
    const { random, ...backoff } = backoffParams(params);
    const events$ = feed<Said>({
      feed: params.text('feed'),
      source: drawnSource(inputs, (wish) => wanted$.next(wish)),
      topics$: inputs.has('topics') ? (inputs.get('topics') as Observable<Topics>) : concat(of(new Set('a')), NEVER),
      maxTopicsPerConnection: params.number('maxTopics', 100),
      maxSilenceMs: params.number('maxSilenceMs'),
      firstDatumMs: params.number('firstDatumMs', hourMs),
      rotation: rotation(params),
      backoff,
      random,
      scheduler,
    });
    return {
      out: events$.pipe(mergeMap((event) => (event.kind === 'said' ? [event.frame] : []))),
      news: events$.pipe(mergeMap(tellConnection)),
      wanted: wanted$,
    };
  },
};

const rotation = (params: ScenarioParams): FeedRotation => ({
  lifetimeMs: params.number('lifetimeMs', 24 * hourMs),
  minuteOfHour: null,
  staggerMs: params.number('staggerMs', 1_000),
  overlapMs: params.number('overlapMs', 1_000),
});

function drawnSource(inputs: ScenarioInputs, onWish: (wish: string) => void): FeedSource<Said> {
  let attempts = 0;
  return {
    connect: (topics$) => {
      attempts += 1;
      const attempt = attempts;
      const wishes$ = topics$.pipe(tap((topics) => onWish(`${attempt} ${listOf(topics)}`)));
      return beside(wishes$, inputs.get('connection')).pipe(map(toSocketEvent));
    },
    decode: (frame) =>
      frame === 'z'
        ? { kind: 'badFrame', reason: 'not a letter', sample: frame }
        : { kind: 'said', frame: frame.toString() },
    labels: { for: (topic) => topic, of: (frame) => frame.toString() },
  };
}
