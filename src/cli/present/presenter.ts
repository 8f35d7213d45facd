import type { CycleResult } from '../../domain/cycle.js';
import type { BadFrame } from '../../domain/feed.js';
import type { Health } from '../../domain/health.js';
import type { WarmUpProgress } from '../../streams/warmUpProgress.js';
import type { RunReport } from '../report/report.js';
import type { TradeNews, TradingStatus } from '../trading/tradeNews.js';

/** How a run shows itself. */
export interface Presenter {
  /** One sentence for the reader. */
  readonly say: (sentence: string) => void;
  /** One sentence about something that is wrong, while the run goes on. */
  readonly warn: (sentence: string) => void;
  readonly warmUp: (progress: WarmUpProgress) => void;
  readonly cycle: (cycle: CycleResult) => void;
  readonly health: (health: Health) => void;
  readonly trade: (news: TradeNews, status: TradingStatus) => void;
  /** How trading stands, with every cycle. */
  readonly trading: (status: TradingStatus) => void;
  /** A frame, or a row of an answer, that was skipped because it could not be read. */
  readonly badFrame: (frame: BadFrame, countSoFar: number) => void;
  readonly finished: (report: RunReport) => void;
  /** Writes out what is still buffered and leaves the terminal as it was. */
  readonly close: () => Promise<void>;
}
