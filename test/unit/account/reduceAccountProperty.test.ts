import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduceAccount, unknownAccount, type AccountLedger } from '../../../src/core/account/reduceAccount.js';
import type { AccountEvent, AccountSnapshot } from '../../../src/domain/account.js';
import { snapshot } from './support/accountEvents.js';
import { ExchangeAccount, type Part } from './support/exchangeAccount.js';

const actions = [
  'tick',
  'placeOrder',
  'fillOrder',
  'fillWhole',
  'cancelOrder',
  'closePosition',
  'placeAlgoOrder',
  'triggerAlgoOrder',
  'deliver',
  'repeat',
  'startSnapshot',
  'readPart',
  'deliverSnapshot',
  'disconnect',
  'reconnect',
] as const;

type Action = readonly [name: (typeof actions)[number], choice: number];

/** A client of the exchange over a connection that delays and breaks, and a REST interface that is slow. */
class Client {
  readonly exchange = new ExchangeAccount((event) => {
    this.#emitted.push(event);
    if (this.isConnected) this.#onTheWay.push(event);
  });
  ledger: AccountLedger = unknownAccount;
  isConnected = true;
  /** Events that came through, by whether they were told as news. */
  readonly news: AccountEvent[] = [];
  readonly #emitted: AccountEvent[] = [];
  readonly #delivered: AccountEvent[] = [];
  #onTheWay: AccountEvent[] = [];
  #snapshot: AccountSnapshot | undefined;
  #unread: Part[] = [];

  get delivered(): readonly AccountEvent[] {
    return this.#delivered;
  }

  act([name, choice]: Action): void {
    const { exchange } = this;
    switch (name) {
      case 'tick':
        exchange.nowMs += choice % 4;
        return;
      case 'placeOrder':
      case 'closePosition':
      case 'placeAlgoOrder':
        exchange[name]();
        return;
      case 'fillOrder':
        exchange.fillOrder(choice, false);
        return;
      case 'fillWhole':
        exchange.fillOrder(choice, true);
        return;
      case 'cancelOrder':
      case 'triggerAlgoOrder':
        exchange[name](choice);
        return;
      case 'deliver':
        this.#onTheWay.splice(0, 1 + (choice % 5)).forEach((event) => this.#hear(event));
        return;
      case 'repeat': {
        const event = this.#delivered.at(-1 - (choice % 50));
        if (event) this.#apply(event);
        return;
      }
      case 'startSnapshot':
        if (this.isConnected) this.#startSnapshot(choice);
        return;
      case 'readPart':
        this.#readPart(choice);
        return;
      case 'deliverSnapshot':
        if (this.#unread.length === 0) this.#deliverSnapshot();
        return;
      case 'disconnect':
        this.#disconnect();
        return;
      case 'reconnect':
        if (!this.isConnected) this.#reconnect(choice);
    }
  }

  /** Everything under way arrives; a broken connection is made anew. */
  settle(): void {
    if (!this.isConnected) this.#reconnect(5);
    else if (!this.#snapshot) this.#startSnapshot(5);
    while (this.#unread.length > 0) this.#readPart(0);
    this.#deliverSnapshot();
    this.#onTheWay.splice(0).forEach((event) => this.#hear(event));
  }

  #hear(event: AccountEvent): void {
    this.#delivered.push(event);
    this.#apply(event);
  }

  #apply(event: AccountEvent): void {
    this.ledger = reduceAccount(this.ledger, { kind: 'event', event });
    if (!this.ledger.isRepeat) this.news.push(event);
  }

  /** Its time is what the client believes, which is never too late. */
  #startSnapshot(behindMs: number): void {
    this.ledger = reduceAccount(this.ledger, { kind: 'asked' });
    this.#snapshot = snapshot(this.exchange.nowMs - 1 - behindMs);
    this.#unread = ['balances', 'positions', 'openOrders', 'openAlgoOrders'];
  }

  #readPart(choice: number): void {
    const [part] = this.#unread.splice(choice % Math.max(1, this.#unread.length), 1);
    if (part && this.#snapshot) this.#snapshot = { ...this.#snapshot, ...this.exchange.read(part) };
  }

  #deliverSnapshot(): void {
    if (this.#snapshot) this.ledger = reduceAccount(this.ledger, { kind: 'snapshot', snapshot: this.#snapshot });
    this.#snapshot = undefined;
  }

  #disconnect(): void {
    this.isConnected = false;
    this.#onTheWay = [];
    this.#snapshot = undefined;
    this.#unread = [];
    this.ledger = reduceAccount(this.ledger, { kind: 'interrupted' });
  }

  #reconnect(behindMs: number): void {
    this.isConnected = true;
    this.#startSnapshot(behindMs);
  }
}

const script = fc.array(fc.tuple(fc.constantFrom(...actions), fc.nat(1_000)), { maxLength: 120, size: 'max' });

describe('reduceAccount', () => {
  it('ends in the truth of the exchange, however events and snapshots interleave, repeat or get lost', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const client = new Client();
        steps.forEach((step) => client.act(step));
        client.settle();
        const { balances, positions, openOrders, openAlgoOrders, status } = client.ledger.state;
        expect({ balances, positions, openOrders, openAlgoOrders }).toEqual(client.exchange.truth());
        expect(status).toBe('ready');
      }),
      { numRuns: 3_000 },
    );
  });

  it('tells every event that came through once', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const client = new Client();
        steps.forEach((step) => client.act(step));
        expect(client.news).toEqual(client.delivered);
      }),
      { numRuns: 1_000 },
    );
  });
});
