import type { AccountEvent } from '../account/accountEvents.js';
import type { Publisher, Topic } from './streamHub.js';

/** A user's stream, named by a listenKey. Only those who hold the key that is active hear anything. */
export class UserDataPublisher implements Publisher {
  readonly #topics = new Map<string, Topic>();

  open(topic: Topic): void {
    if (topic.stream.kind === 'userData') this.#topics.set(topic.name, topic);
  }

  close(topic: Topic): void {
    this.#topics.delete(topic.name);
  }

  publish(listenKey: string, event: AccountEvent): void {
    this.#topics.get(listenKey)?.publish(JSON.stringify(event), { userEvent: event.e });
  }
}
