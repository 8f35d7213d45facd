import { BadInputError } from '../../domain/errors.js';
import { runAccountCommand } from '../account/accountCommand.js';
import type { CorrectionRecord } from '../correctionLog.js';
import type { FaultRecord } from '../faults/faultRun.js';
import type { FaultSpec } from '../faults/faultSpec.js';
import { readFaultScript, readFaultSpec } from '../faults/readFaultScript.js';
import type { MarketClock } from '../marketClock.js';
import type { ConnectionRecord } from '../streams/connectionLog.js';
import type { AccountAccess } from './accountAccess.js';
import { truthRoute } from './klines.js';
import type { Route, RouteTable } from './route.js';
import { VenueError } from './venueError.js';

export interface AdminDeps {
  readonly clock: MarketClock;
  readonly marketTitle: string;
  readonly stats: () => object;
  readonly records: AuditRecords | undefined;
  readonly faults: FaultAdmin | undefined;
  readonly user: AccountAccess | undefined;
  readonly spotAddress: Address | undefined;
}

/** Where one side of the exchange is; without a slash at the end. */
export interface Address {
  readonly url: string;
  readonly streamUrl: string;
}

export interface AuditRecords {
  readonly connections: () => readonly ConnectionRecord[];
  readonly corrections: () => readonly CorrectionRecord[];
}

export interface FaultAdmin {
  readonly records: () => readonly FaultRecord[];
  /** Throws a `BadInputError` for a fault that is none. */
  readonly inject: (fault: FaultSpec) => void;
}

export const adminPrefix = '/simulator/';

/** What the venue does not have: for audits and tests. Without weight, and spared by faults. */
export function adminRoutes({ clock, marketTitle, stats, records, faults, user, spotAddress }: AdminDeps): RouteTable {
  const { startMs, endMs, speed, startedAtMs } = clock;
  return new Map([
    [
      'GET /simulator/clock',
      // JSON has no Infinity: a market without end has `endMs` null.
      free(({ nowMs }) => ({
        ...{ nowMs, speed, startMs, endMs, startedAtMs, market: marketTitle },
        spot: spotAddress,
      })),
    ],
    ['GET /simulator/klines', truthRoute],
    ['GET /simulator/stats', free(stats)],
    ['GET /simulator/connections', free(() => records?.connections() ?? [])],
    ['GET /simulator/corrections', free(() => records?.corrections() ?? [])],
    ['GET /simulator/faults', free(() => faults?.records() ?? [])],
    [
      // One fault or a list of them; `atMs` counts from now.
      'POST /simulator/faults',
      free(({ request }) => {
        const entry = parsed(request.body ?? '');
        const specs = Array.isArray(entry) ? readFaultScript(entry) : [readFaultSpec(entry)];
        for (const spec of specs) faults?.inject(spec);
        return { planned: specs.length };
      }),
    ],
    [
      // `{"do":"deposit","amount":100}`: a method of the account with its argument.
      'POST /simulator/account',
      free(({ request }) => {
        const run = () => runAccountCommand(user?.account, parsed(request.body ?? ''));
        return user ? user.engine.now(run) : run();
      }),
    ],
  ]);
}

const free = (answer: (context: Parameters<Route['handle']>[1]) => object): Route => ({
  weight: () => 0,
  handle: (_, context) => {
    try {
      return JSON.stringify(answer(context));
    } catch (error) {
      if (error instanceof BadInputError) throw new VenueError(-1, error.message);
      throw error;
    }
  },
});

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new VenueError(-1, 'body: found no JSON, expected an object or a list');
  }
}
