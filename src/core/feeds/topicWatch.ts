import type { Topic } from '../../domain/feed.js';

/**
 * Which topics of one connection have not spoken yet. Subscribed is not delivered: the exchange may accept a stream and
 * never send it. Holds one entry for each silent topic; once all have spoken, a frame costs one comparison.
 */
export class TopicWatch<Frame> {
  readonly #labelFor: (topic: Topic) => string;
  readonly #labelOf: (frame: Frame) => string | undefined;
  #expected: ReadonlySet<Topic> = new Set();
  readonly #silent = new Map<string, Topic>();

  constructor(labels: { readonly for: (topic: Topic) => string; readonly of: (frame: Frame) => string | undefined }) {
    this.#labelFor = labels.for;
    this.#labelOf = labels.of;
  }

  /** What is wanted. */
  get expected(): ReadonlySet<Topic> {
    return this.#expected;
  }

  /** From now on these are wanted: new ones are silent until heard, others are no longer waited for. */
  expect(topics: ReadonlySet<Topic>): void {
    for (const topic of this.#expected) if (!topics.has(topic)) this.#silent.delete(this.#labelFor(topic));
    for (const topic of topics) if (!this.#expected.has(topic)) this.#silent.set(this.#labelFor(topic), topic);
    this.#expected = topics;
  }

  /** Whether this is the first that is heard of a topic. */
  isNews(frame: Frame): boolean {
    if (this.#silent.size === 0) return false;
    const label = this.#labelOf(frame);
    return label !== undefined && this.#silent.has(label);
  }

  hear(frame: Frame): void {
    if (this.#silent.size === 0) return;
    const label = this.#labelOf(frame);
    if (label !== undefined) this.#silent.delete(label);
  }

  /** Something is wanted, and not one topic of it has spoken. */
  get isNothingHeard(): boolean {
    return this.#expected.size > 0 && this.#silent.size === this.#expected.size;
  }

  get silent(): ReadonlySet<Topic> {
    return new Set(this.#silent.values());
  }
}
