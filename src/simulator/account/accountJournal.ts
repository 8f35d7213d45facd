import type { InstrumentSymbol } from '../../domain/kline.js';
import type { MarketInstrument } from '../market.js';
import { accountUpdate, type AccountChange, type AccountEvent, type EventTimes } from './accountEvents.js';
import { badAccountInput } from './accountInput.js';
import { AccountState, type Balance } from './accountState.js';
import type { PositionSide } from './accountTypes.js';
import { amountOf, type Amount } from './amounts.js';

export interface AccountJournalDeps {
  readonly balanceUsdt: number;
  readonly dualSidePosition: boolean;
  readonly instrument: (symbol: string) => MarketInstrument | undefined;
  /** At an instant of market time; 0 when there is no price. */
  readonly markPrice: (symbol: InstrumentSymbol, atMs: number) => number;
  /** Market time. */
  readonly nowMs: () => number;
  /** Sends an event to whoever listens. */
  readonly publish: (event: AccountEvent) => void;
}

/** What every kind of booking needs: the state, the time, and a way to tell. */
export class AccountJournal {
  readonly state: AccountState;
  readonly publish: (event: AccountEvent) => void;
  readonly #deps: AccountJournalDeps;
  /** When what is being booked happened, if not now. */
  #happenedAtMs: number | undefined;
  #lastEventMs = 0;
  #lastAtMs = 0;

  constructor(deps: AccountJournalDeps) {
    this.#deps = deps;
    this.publish = deps.publish;
    this.state = new AccountState(deps.balanceUsdt, deps.dualSidePosition);
  }

  /** Neither time ever goes back. */
  now(): EventTimes {
    const nowMs = this.#deps.nowMs();
    this.#lastAtMs = Math.max(this.#lastAtMs, this.#happenedAtMs ?? nowMs);
    this.#lastEventMs = Math.max(this.#lastEventMs, this.#lastAtMs, nowMs);
    return { eventTimeMs: this.#lastEventMs, atMs: this.#lastAtMs };
  }

  /** Books what happened at `atMs`, though it may be found out later. */
  at<T>(atMs: number, book: () => T): T {
    const before = this.#happenedAtMs;
    this.#happenedAtMs = atMs;
    try {
      return book();
    } finally {
      this.#happenedAtMs = before;
    }
  }

  markPrice(symbol: InstrumentSymbol): Amount {
    return amountOf(this.#deps.markPrice(symbol, this.#happenedAtMs ?? this.#deps.nowMs()));
  }

  /** Throws a `BadInputError` for a symbol that is not listed. */
  instrument(symbol: string): MarketInstrument {
    const instrument = this.#deps.instrument(symbol);
    if (instrument) return instrument;
    throw badAccountInput('symbol', symbol, 'a symbol the simulated exchange lists');
  }

  /** The side itself. Throws a `BadInputError` when it does not go with the account's position mode. */
  positionSide(side: PositionSide = 'BOTH'): PositionSide {
    const { dualSidePosition } = this.state;
    if ((side === 'BOTH') !== dualSidePosition) return side;
    throw badAccountInput('positionSide', side, dualSidePosition ? 'LONG or SHORT' : 'BOTH');
  }

  /** Money that comes or goes other than by trading. Throws a `BadInputError` for an asset the account does not have. */
  transfer(asset: string, amount: Amount, change: Omit<AccountChange, 'balances' | 'positions'>): void {
    const times = this.now();
    const balances = [this.changeBalance(asset, amount, times)];
    this.state.history.addTransfer(asset, amount);
    this.publish(accountUpdate({ ...change, balances, positions: [] }, times));
  }

  /** Changes a balance without a word. */
  changeBalance(asset: string, amount: Amount, { atMs }: EventTimes): Balance {
    const balance = this.state.balances.get(asset);
    if (!balance) throw badAccountInput('asset', asset, `one of ${[...this.state.balances.keys()].join(', ')}`);
    const changed = { asset, walletBalance: balance.walletBalance + amount, updateTimeMs: atMs };
    this.state.balances.set(asset, changed);
    return changed;
  }
}
