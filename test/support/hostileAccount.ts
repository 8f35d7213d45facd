import { asyncScheduler, filter, share, Subject, takeUntil, tap } from 'rxjs';
import { binanceExchange, type BinanceExchange, type BinanceOptions } from '../../src/adapters/binance/index.js';
import type { AccountEvent, AccountState } from '../../src/domain/account.js';
import type { ConnectionLost, FeedEvent } from '../../src/domain/feed.js';
import { startSimulator, type FaultSpec, type SimulatedAccount, type Simulator } from '../../src/simulator/index.js';
import { accountFeed, accountUpdates, type AccountUpdate } from '../../src/streams/accountFeed.js';
import { nextOf } from '../unit/binance/support/valueOf.js';
import { tinyInstrument, tinyMarket } from '../unit/simulator/support/tinyMarket.js';

export interface HostileAccountSetting {
  readonly adapter?: Partial<BinanceOptions>;
  readonly maxSilenceMs?: number;
  /** Injected before the feed asks for its first key. */
  readonly beforeConnecting?: readonly FaultSpec[];
}

const symbol = 'AAAUSDT';
const quietMinutes = Array.from({ length: 60 }, () => [100, 110, 90, 105, 7, 3] as const);
const neverMs = 1_000_000_000;

/** An account of a hostile simulator in the same process, and the feed that follows it over real sockets. */
export class HostileAccount {
  readonly simulator: Simulator;
  readonly account: SimulatedAccount;
  readonly updates: AccountUpdate[] = [];
  readonly feedLog: FeedEvent<AccountEvent>[] = [];
  readonly #exchange: BinanceExchange;
  readonly #changed$ = new Subject<AccountUpdate>();
  readonly #ended$ = new Subject<void>();

  private constructor(simulator: Simulator, { adapter, maxSilenceMs = 5_000 }: HostileAccountSetting) {
    this.simulator = simulator;
    this.account = simulator.account!;
    this.#exchange = binanceExchange({
      restUrl: simulator.url,
      streamUrl: simulator.streamUrl,
      marketNow: simulator.clock.nowMs,
      closeTimeoutMs: 100,
      connectSpacingMs: 0,
      accountSettleMs: 5,
      // The exchange cuts whoever sends more than ten frames a second, pings included.
      pingPeriodMs: 150,
      ...adapter,
    });
    const keys = { apiKey: { reveal: () => 'key' }, secretKey: { reveal: () => 'secret' } };
    const data = this.#exchange.accountData(keys);
    const common = {
      backoff: { baseMs: 10, capMs: 50, resetAfterMs: 300 },
      random: Math.random,
      scheduler: asyncScheduler,
    };
    const feed$ = accountFeed({
      ...common,
      source: data.events,
      maxSilenceMs,
      firstDatumMs: neverMs,
      rotation: { lifetimeMs: neverMs, minuteOfHour: null, staggerMs: 0, overlapMs: 20 },
    }).pipe(
      tap((event) => this.feedLog.push(event)),
      share(),
    );
    accountUpdates({ ...common, feed$, fetchAccount: data.fetchAccount, reconcilePeriodMs: neverMs })
      .pipe(
        tap((update) => this.updates.push(update)),
        takeUntil(this.#ended$),
      )
      .subscribe(this.#changed$);
  }

  static async start(setting: HostileAccountSetting = {}): Promise<HostileAccount> {
    const simulator = await startSimulator({
      market: tinyMarket(quietMinutes, tinyInstrument(symbol)),
      account: { apiKey: 'key', apiSecret: 'secret', balanceUsdt: 10_000 },
    });
    for (const fault of setting.beforeConnecting ?? []) simulator.inject(fault);
    return new HostileAccount(simulator, setting);
  }

  /** Resolves as soon as it holds; looks after every update. */
  async until(holds: () => boolean): Promise<void> {
    if (!holds()) await nextOf(this.#changed$.pipe(filter(holds)));
  }

  /** How often there was news of a kind. */
  count(kind: AccountUpdate['kind']): number {
    return this.updates.filter((update) => update.kind === kind).length;
  }

  get state(): AccountState | undefined {
    return this.updates.at(-1)?.state;
  }

  get losses(): readonly ConnectionLost[] {
    return this.feedLog.filter((event) => event.kind === 'lost');
  }

  get openings(): number {
    return this.feedLog.filter(({ kind }) => kind === 'opened').length;
  }

  trade(): void {
    this.account.fill({ symbol, side: 'BUY', baseQty: 3, price: 1 });
    this.account.orders.open({ symbol, side: 'SELL', baseQty: 2, price: 1.2 });
    this.account.deposit({ amount: 50 });
  }

  /** What is held, in the same words for the state as it is known and for the exchange's own. */
  get held() {
    const { state } = this;
    return {
      usdt: state?.balances.get('USDT')?.walletBalance,
      baseQty: state?.positions.get(`${symbol}/both`)?.baseQty ?? 0,
      orders: [...(state?.openOrders.keys() ?? [])],
    };
  }

  get truth(): HostileAccount['held'] {
    const { balances, positions } = this.account.truth();
    return {
      usdt: Number(balances.find(({ asset }) => asset === 'USDT')?.walletBalance),
      baseQty: Number(positions[0]?.baseQty ?? 0),
      orders: [...this.account.state.orders.keys()].map(String),
    };
  }

  async stop(): Promise<void> {
    this.#ended$.next();
    await this.#exchange.close();
    await this.simulator.stop();
  }
}
