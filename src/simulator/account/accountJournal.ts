import type { InstrumentSymbol } from '../../domain/kline.js';
import type { MarketInstrument } from '../market.js';
import { accountUpdate, type AccountChange, type AccountEvent, type EventTimes } from './accountEvents.js';
import { badAccountInput } from './accountInput.js';
import { AccountState } from './accountState.js';
import type { PositionSide } from './accountTypes.js';
import { rounded } from './amounts.js';

export interface AccountJournalDeps {
  readonly balanceUsdt: number;
  readonly dualSidePosition: boolean;
  readonly instrument: (symbol: string) => MarketInstrument | undefined;
  readonly markPrice: (symbol: InstrumentSymbol) => number;
  /** Market time. */
  readonly nowMs: () => number;
  /** Sends an event to whoever listens. */
  readonly publish: (event: AccountEvent) => void;
}

/** What every kind of booking needs: the state, the time, and a way to tell. */
export class AccountJournal {
  readonly state: AccountState;
  readonly markPrice: (symbol: InstrumentSymbol) => number;
  readonly publish: (event: AccountEvent) => void;
  readonly #deps: AccountJournalDeps;
  #lastEventMs = 0;

  constructor(deps: AccountJournalDeps) {
    this.#deps = deps;
    this.markPrice = deps.markPrice;
    this.publish = deps.publish;
    this.state = new AccountState(deps.balanceUsdt, deps.dualSidePosition);
  }

  /** Event times never go back. */
  now(): EventTimes {
    this.#lastEventMs = Math.max(this.#lastEventMs, this.#deps.nowMs());
    return { eventTimeMs: this.#lastEventMs, atMs: this.#lastEventMs };
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

  /** Changes a balance and sends `ACCOUNT_UPDATE`. Throws a `BadInputError` for an asset the account does not have. */
  book(asset: string, amount: number, change: Omit<AccountChange, 'balances'>, times: EventTimes): void {
    const balances = [this.changeBalance(asset, amount, times)];
    this.publish(accountUpdate({ ...change, balances }, times));
  }

  /** Changes a balance without a word. */
  changeBalance(asset: string, amount: number, { atMs }: EventTimes) {
    const balance = this.state.balances.get(asset);
    if (!balance) throw badAccountInput('asset', asset, `one of ${[...this.state.balances.keys()].join(', ')}`);
    const changed = { asset, walletBalance: rounded(balance.walletBalance + amount), updateTimeMs: atMs };
    this.state.balances.set(asset, changed);
    return changed;
  }
}
