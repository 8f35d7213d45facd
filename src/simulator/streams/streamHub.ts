import type { StreamEvent } from '../faults/faultSurface.js';
import { Hook } from '../faults/hook.js';
import { routeOf, type Stream } from './streamName.js';

/** Whoever an event was sent to. */
export interface Recipient {
  /** The connection stands, as far as the exchange can tell. */
  readonly isReachable: boolean;
}

/** Someone who listens. `send` is the one place through which everything leaves to a client. */
export interface Subscriber {
  readonly route: 'market' | 'public' | 'private' | 'unrouted';
  /** Whether data frames are wrapped as `{"stream":…,"data":…}`. */
  readonly isCombined: boolean;
  readonly send: (text: string, stream: string, traits: EventTraits | undefined) => void;
  /** Between these two, frames may be gathered into one write. */
  readonly cork: () => void;
  readonly uncork: () => void;
}

/** What there is to know of an event besides its text. */
export interface EventTraits {
  /** For the first final of a kline: the open time of its last minute. */
  readonly closedMinuteMs?: number;
  /** For a user's event: its type, which the connection may have filtered out. */
  readonly userEvent?: string;
  /** Told of each connection whose socket the event was handed to, unharmed. */
  readonly onSent?: (recipient: Recipient) => void;
}

/** One stream that somebody listens to. */
export interface Topic<S extends Stream = Stream> {
  readonly name: string;
  readonly stream: S;
  /** Sends one event's JSON to all subscribers: each of the two forms is put together at most once. */
  readonly publish: (data: string, traits?: EventTraits) => void;
}

/** Makes the events of some kinds of streams. */
export interface Publisher {
  /** Takes the topic on if it is of its kind. Called when the first subscriber comes. */
  readonly open: (topic: Topic) => void;
  /** Called when the last subscriber has gone. */
  readonly close: (topic: Topic) => void;
}

class OpenTopic implements Topic {
  readonly name: string;
  readonly stream: Stream;
  readonly subscribers = new Set<Subscriber>();
  readonly #events: StreamHub['events'];

  constructor(name: string, stream: Stream, events: StreamHub['events']) {
    this.name = name;
    this.stream = stream;
    this.#events = events;
  }

  publish(data: string, traits?: EventTraits): void {
    if (this.#events.handlers.length > 0 && this.#isTaken(data, traits)) return;
    this.#deliver(data, traits);
  }

  #isTaken(data: string, traits: EventTraits | undefined): boolean {
    const deliver = (): void => this.#deliver(data, traits);
    const event: StreamEvent = { name: this.name, closedMinuteMs: traits?.closedMinuteMs, deliver };
    return this.#events.handlers.some((take) => take(event));
  }

  #deliver(data: string, traits: EventTraits | undefined): void {
    let wrapped: string | undefined;
    for (const subscriber of this.subscribers) {
      const text = subscriber.isCombined ? (wrapped ??= `{"stream":"${this.name}","data":${data}}`) : data;
      subscriber.send(text, this.name, traits);
    }
  }
}

/** Knows who listens to what, and tells the publishers which streams are wanted. */
export class StreamHub {
  /** Where faults may keep an event from being published. */
  readonly events = new Hook<(event: StreamEvent) => boolean>();
  readonly #parse: (name: string) => Stream | undefined;
  readonly #publishers: readonly Publisher[];
  readonly #topics = new Map<string, OpenTopic>();
  readonly #subscribers = new Set<Subscriber>();

  constructor(parse: (name: string) => Stream | undefined, publishers: readonly Publisher[]) {
    this.#parse = parse;
    this.#publishers = publishers;
  }

  get topicCount(): number {
    return this.#topics.size;
  }

  get subscriberCount(): number {
    return this.#subscribers.size;
  }

  /** Names of the streams somebody listens to. */
  get streamNames(): readonly string[] {
    return [...this.#topics.keys()];
  }

  join(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  /** Ends all the subscriptions of someone who has gone. */
  leave(subscriber: Subscriber, names: Iterable<string>): void {
    this.#subscribers.delete(subscriber);
    for (const name of names) this.unsubscribe(subscriber, name);
  }

  /** Delivers `name` from now on. An unknown stream, or one of another route, stays silent as on the venue. */
  subscribe(subscriber: Subscriber, name: string): void {
    const held = this.#topics.get(name);
    const stream = held?.stream ?? this.#parse(name);
    if (!stream || !isDelivered(stream, subscriber.route)) return;
    if (held) {
      held.subscribers.add(subscriber);
      return;
    }
    const topic = new OpenTopic(name, stream, this.events);
    for (const publisher of this.#publishers) publisher.open(topic);
    // Publishers may first send what is due to those who are already there.
    topic.subscribers.add(subscriber);
    this.#topics.set(name, topic);
  }

  unsubscribe(subscriber: Subscriber, name: string): void {
    const topic = this.#topics.get(name);
    if (!topic?.subscribers.delete(subscriber) || topic.subscribers.size > 0) return;
    this.#topics.delete(name);
    for (const publisher of this.#publishers) publisher.close(topic);
  }

  /** Runs `publish`; each subscriber gets all that it sends in one write. */
  batch(publish: () => void): void {
    const subscribers = [...this.#subscribers];
    for (const subscriber of subscribers) subscriber.cork();
    try {
      publish();
    } finally {
      for (const subscriber of subscribers) subscriber.uncork();
    }
  }
}

/** Un-routed connections are accepted, but carry the public class only. */
const isDelivered = (stream: Stream, route: Subscriber['route']): boolean =>
  routeOf(stream) === (route === 'unrouted' ? 'public' : route);
