import {
  concat,
  dematerialize,
  ignoreElements,
  map,
  materialize,
  merge,
  mergeMap,
  NEVER,
  of,
  ReplaySubject,
  tap,
  type Observable,
} from 'rxjs';
import type { FeedEvent, Topic } from '../../src/domain/feed.js';
import type { ScenarioInputs, ScenarioParams, Subject } from '../../src/marbles/index.js';
import type { FeedSource, SocketEvent } from '../../src/ports/marketData.js';
import { feed, type FeedRotation } from '../../src/streams/feed.js';
import { backoffParams } from './backoffParams.js';

interface Said {
  readonly kind: 'said';
  readonly frame: string;
}
type Topics = ReadonlySet<Topic>;

const hourMs = 3_600_000;

/**
 * The real feed. What a connection says is drawn as letters: `o` that it is open, `z` a frame that cannot be read, any
 * other is data of the topic that has the letter for a name.
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
      news: events$.pipe(mergeMap(tell)),
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
      const wishes$ = topics$.pipe(
        tap((topics) => onWish(`${attempt} ${list(topics)}`)),
        ignoreElements(),
      );
      // Ends when the connection ends, though what is wanted goes on.
      return merge(wishes$, inputs.get('connection').pipe(map(toSocketEvent), materialize())).pipe(dematerialize());
    },
    decode: (frame) =>
      frame === 'z'
        ? { kind: 'badFrame', reason: 'not a letter', sample: frame }
        : { kind: 'said', frame: frame.toString() },
    labels: { for: (topic) => topic, of: (frame) => frame.toString() },
  };
}

const toSocketEvent = (drawn: unknown): SocketEvent => (drawn === 'o' ? { kind: 'socketOpened' } : (drawn as string));

const list = (topics: Topics): string => [...topics].join(' ');

/** `1 opened a b`, `1 lost FEED_CLOSED`, `1 silent b`, `bad frame`; data is not news. */
function tell(event: FeedEvent<Said>): readonly string[] {
  switch (event.kind) {
    case 'opened': {
      const opened = `${event.connection} opened ${list(event.topics)}`;
      return [event.replaces === undefined ? opened : `${opened} for ${event.replaces}`];
    }
    case 'lost':
      return [`${event.connection} lost ${event.error.code}`];
    case 'silent':
      return [`${event.connection} silent ${list(event.topics)}`];
    case 'badFrame':
      return ['bad frame'];
    default:
      return [];
  }
}
