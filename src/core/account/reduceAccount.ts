import {
  positionKey,
  type AccountBalance,
  type AccountEvent,
  type AccountOrder,
  type AccountPosition,
  type AccountSnapshot,
  type AccountState,
  type AlgoOrder,
  type PositionKey,
} from '../../domain/account.js';
import { isRecent, noEvents, remember, type RecentEvents } from './recentEvents.js';
import { emptyTable, giveWay, replace, tell, type Told, type VersionedTable } from './versionedTable.js';

/** What happens to an account as it is known here. */
export type AccountStep =
  | { readonly kind: 'event'; readonly event: AccountEvent }
  | { readonly kind: 'snapshot'; readonly snapshot: AccountSnapshot }
  /** The account is asked for: all that was told so far will be in the snapshot that follows. */
  | { readonly kind: 'asked' }
  /** Events were missed, or may be from now on. */
  | { readonly kind: 'interrupted' };

/** The state of an account, with what is needed to go on from it. */
export interface AccountLedger {
  readonly state: AccountState;
  /** The last step was an event that had been heard before. */
  readonly isRepeat: boolean;
  /** Nothing was missed since the account was asked for. */
  readonly isWhole: boolean;
  readonly tables: AccountTables;
  readonly recent: RecentEvents;
}

interface AccountTables {
  readonly balances: VersionedTable<string, AccountBalance>;
  readonly positions: VersionedTable<PositionKey, AccountPosition>;
  readonly openOrders: VersionedTable<string, AccountOrder>;
  readonly openAlgoOrders: VersionedTable<string, AlgoOrder>;
}

const noTables: AccountTables = {
  balances: emptyTable(),
  positions: emptyTable(),
  openOrders: emptyTable(),
  openAlgoOrders: emptyTable(),
};

/** Nothing is known yet. */
export const unknownAccount: AccountLedger = {
  state: ledgerState(noTables, { status: 'reconciling', lastEventTimeMs: 0, reconciledAtMs: 0 }),
  isRepeat: false,
  isWhole: true,
  tables: noTables,
  recent: noEvents,
};

/**
 * The account after one more step. Events come in the order of their connection, snapshots in the order in which they
 * were asked for, and the two in any: each word counts once, by the exchange's time, and a snapshot speaks for
 * everything up to its own. Pure. Holds one number for each thing that
 * changed since the last snapshot was asked for, and the latest events.
 */
export function reduceAccount(ledger: AccountLedger, step: AccountStep): AccountLedger {
  switch (step.kind) {
    case 'event':
      return applyEvent(ledger, step.event);
    case 'snapshot':
      return applySnapshot(ledger, step.snapshot);
    case 'asked':
      return { ...ledger, isRepeat: false, isWhole: true, tables: tablesGivingWay(ledger.tables) };
    case 'interrupted':
      return { ...ledger, isRepeat: false, isWhole: false, state: { ...ledger.state, status: 'reconciling' } };
  }
}

function applyEvent(ledger: AccountLedger, event: AccountEvent): AccountLedger {
  const { state, recent } = ledger;
  if (isRecent(recent, event)) return { ...ledger, isRepeat: true };
  const tables = tellTables(ledger.tables, event, state.reconciledAtMs);
  return {
    ...ledger,
    state: ledgerState(tables, { ...state, lastEventTimeMs: Math.max(state.lastEventTimeMs, event.exchangeTimeMs) }),
    isRepeat: false,
    tables,
    recent: remember(recent, event),
  };
}

function tellTables(tables: AccountTables, event: AccountEvent, coveredToMs: number): AccountTables {
  const { transactionTimeMs: atMs } = event;
  switch (event.kind) {
    case 'orderUpdated':
      return { ...tables, openOrders: tell(tables.openOrders, [orderTold(event.order, atMs)], coveredToMs) };
    case 'algoOrderUpdated':
      return {
        ...tables,
        openAlgoOrders: tell(tables.openAlgoOrders, [algoOrderTold(event.order, atMs)], coveredToMs),
      };
    case 'holdingsUpdated': {
      const balances = event.balances.map(({ change: _, ...balance }) => balanceTold(balance, atMs));
      const positions = event.positions.map((position) => positionTold(position, atMs));
      return {
        ...tables,
        balances: tell(tables.balances, balances, coveredToMs),
        positions: tell(tables.positions, positions, coveredToMs),
      };
    }
    default:
      return tables;
  }
}

// A clock that was set back must not make a later snapshot an older one: it covers at least what the last one did.
function applySnapshot(ledger: AccountLedger, snapshot: AccountSnapshot): AccountLedger {
  const { state, tables: before } = ledger;
  const coveredToMs = Math.max(state.reconciledAtMs, snapshot.exchangeTimeMs);
  const { balances, positions, openOrders, openAlgoOrders } = snapshot;
  const tables: AccountTables = {
    balances: replace(
      before.balances,
      balances.map((row) => balanceTold(row)),
      coveredToMs,
    ),
    positions: replace(
      before.positions,
      positions.map((row) => positionTold(row)),
      coveredToMs,
    ),
    openOrders: replace(
      before.openOrders,
      openOrders.map((row) => orderTold(row)),
      coveredToMs,
    ),
    openAlgoOrders: replace(
      before.openAlgoOrders,
      openAlgoOrders.map((row) => algoOrderTold(row)),
      coveredToMs,
    ),
  };
  const status = ledger.isWhole ? 'ready' : 'reconciling';
  const facts = { status, lastEventTimeMs: state.lastEventTimeMs, reconciledAtMs: coveredToMs } as const;
  return { ...ledger, isRepeat: false, tables, state: ledgerState(tables, facts) };
}

const tablesGivingWay = ({ balances, positions, openOrders, openAlgoOrders }: AccountTables): AccountTables => ({
  balances: giveWay(balances),
  positions: giveWay(positions),
  openOrders: giveWay(openOrders),
  openAlgoOrders: giveWay(openAlgoOrders),
});

function ledgerState(
  { balances, positions, openOrders, openAlgoOrders }: AccountTables,
  { status, lastEventTimeMs, reconciledAtMs }: Pick<AccountState, 'status' | 'lastEventTimeMs' | 'reconciledAtMs'>,
): AccountState {
  return {
    status,
    balances: balances.rows,
    positions: positions.rows,
    openOrders: openOrders.rows,
    openAlgoOrders: openAlgoOrders.rows,
    lastEventTimeMs,
    reconciledAtMs,
  };
}

const balanceTold = (row: AccountBalance, atMs = row.updateTimeMs): Told<string, AccountBalance> => ({
  key: row.asset,
  row: row.walletBalance === 0 && row.crossWalletBalance === 0 ? undefined : row,
  atMs,
});

const positionTold = (row: AccountPosition, atMs = row.updateTimeMs): Told<PositionKey, AccountPosition> => ({
  key: positionKey(row),
  row: row.baseQty === 0 ? undefined : row,
  atMs,
});

const orderTold = (row: AccountOrder, atMs = row.updateTimeMs): Told<string, AccountOrder> => ({
  key: row.orderId,
  row: row.isOpen ? row : undefined,
  atMs,
});

const algoOrderTold = (row: AlgoOrder, atMs = row.updateTimeMs): Told<string, AlgoOrder> => ({
  key: row.algoId,
  row: row.isOpen ? row : undefined,
  atMs,
});
