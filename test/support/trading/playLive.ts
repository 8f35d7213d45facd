import { timer } from 'rxjs';
import { nextOf, valueOf } from '../../unit/binance/support/valueOf.js';
import { speed, type BinanceDesk } from './binanceDesk.js';
import { TradingDesk, type TradingDeskRules } from './tradingDesk.js';
import type { Played, ScriptStep } from './tradingScript.js';

/** Plays a script over sockets, each step to its end before the next. The market moves first, then we hear of it. */
export async function playLive(
  desk: BinanceDesk,
  rules: TradingDeskRules,
  script: readonly ScriptStep[],
): Promise<Played> {
  const trading = new TradingDesk(desk, rules);
  const { symbol } = desk.instrument;
  const account = desk.simulator.account!;
  const paid: number[][] = [];
  const isSettled = (): boolean => isQuiet(trading) && heardOf(trading) === account.truth().fills.length;
  const settled = async (): Promise<void> => {
    // Whoever asks an exchange finds everything done that was due.
    await valueOf(desk.gateway.positions());
    await trading.until('nothing is under way', isSettled);
  };
  trading.hear(symbol, 100);
  for (const step of script) {
    const before = account.truth().fills.length;
    if (step.do === 'market') {
      await desk.setPrice(step.price);
      await settled();
      trading.hear(symbol, step.price);
    } else if (step.do === 'pass') await nextOf(timer(step.ms / speed));
    else act(trading, step);
    await settled();
    trading.hear(symbol, trading.priceOf(symbol));
    await settled();
    paid.push(
      account
        .truth()
        .fills.slice(before)
        .map(({ price }) => Number(price)),
    );
  }
  trading.stop();
  return { positions: trading.positions, paid };
}

function act(trading: TradingDesk, step: Exclude<ScriptStep, { do: 'market' | 'pass' }>): void {
  const [symbol] = trading.symbols;
  switch (step.do) {
    case 'open':
      trading.open(symbol!, step.direction);
      return;
    case 'kill':
      trading.tell('killed');
      return;
    case 'lift':
      trading.tell('lifted');
      return;
    default:
      trading.end(trading.positionOf(symbol!)!, step.do === 'turn' ? 'turned' : 'fell');
  }
}

/** Nothing has yet to be answered, and nothing is on its way out. */
const isQuiet = ({ book }: TradingDesk): boolean =>
  [...book.live.values()].every(
    ({ state, unprotectedSinceMs, orders }) =>
      state !== 'closing' &&
      unprotectedSinceMs === undefined &&
      orders.every(
        ({ request, status, isCancelling }) =>
          status === 'ended' || (status === 'working' && !isCancelling && request.type !== 'market'),
      ),
  );

const heardOf = ({ positions }: TradingDesk): number =>
  positions.flatMap(({ orders }) => orders.flatMap(({ tradeIds }) => tradeIds)).length;
