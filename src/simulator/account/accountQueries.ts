import { makerFee, takerFee } from './accountOrders.js';
import { fixedText, plainText, priceText, type Amount } from './amounts.js';
import { liquidationPrice, maxNotional, type AccountMargins, type PositionMargins } from './margins.js';
import { breakEvenPrice, entryPrice } from './position.js';
import type { SimulatedAccount } from './simulatedAccount.js';
import { baseText } from './venueNumbers.js';

const accountAlias = 'SgsR';

/** `GET /fapi/v3/account`. */
export function accountObject(account: SimulatedAccount): object {
  const margins = account.margins();
  return {
    totalInitialMargin: fixedText(margins.positionMargin + margins.openOrderMargin),
    totalMaintMargin: fixedText(margins.maintMargin),
    totalWalletBalance: fixedText(margins.walletBalance),
    totalUnrealizedProfit: fixedText(margins.unrealizedPnl),
    totalMarginBalance: fixedText(margins.walletBalance + margins.unrealizedPnl),
    totalPositionInitialMargin: fixedText(margins.positionMargin),
    totalOpenOrderInitialMargin: fixedText(margins.openOrderMargin),
    totalCrossWalletBalance: fixedText(margins.walletBalance),
    totalCrossUnPnl: fixedText(margins.unrealizedPnl),
    availableBalance: fixedText(margins.available),
    maxWithdrawAmount: fixedText(margins.withdrawable),
    assets: [...account.state.balances.values()].map(({ asset, walletBalance, updateTimeMs }) => {
      const of = asset === 'USDT' ? margins : withoutPositions(walletBalance);
      return {
        asset,
        walletBalance: fixedText(walletBalance),
        unrealizedProfit: fixedText(of.unrealizedPnl),
        marginBalance: fixedText(walletBalance + of.unrealizedPnl),
        maintMargin: fixedText(of.maintMargin),
        initialMargin: fixedText(of.positionMargin + of.openOrderMargin),
        positionInitialMargin: fixedText(of.positionMargin),
        openOrderInitialMargin: fixedText(of.openOrderMargin),
        crossWalletBalance: fixedText(walletBalance),
        crossUnPnl: fixedText(of.unrealizedPnl),
        availableBalance: fixedText(of.available),
        maxWithdrawAmount: fixedText(of.withdrawable),
        updateTime: updateTimeMs,
      };
    }),
    positions: margins.positions.map((each) => ({
      symbol: each.position.symbol,
      positionSide: each.position.side,
      positionAmt: baseText(each.position.baseQty, account.instrument(each.position.symbol)),
      unrealizedProfit: fixedText(each.unrealizedPnl),
      isolatedMargin: '0',
      notional: fixedText(each.notional),
      isolatedWallet: '0',
      initialMargin: fixedText(each.initialMargin + each.openOrderMargin),
      maintMargin: fixedText(each.maintMargin),
      updateTime: each.position.updateTimeMs,
    })),
  };
}

/** `GET /fapi/v3/balance` and `/fapi/v2/balance`. */
export function balanceRows(account: SimulatedAccount): object[] {
  const margins = account.margins();
  return [...account.state.balances.values()].map(({ asset, walletBalance, updateTimeMs }) => {
    const of = asset === 'USDT' ? margins : withoutPositions(walletBalance);
    return {
      accountAlias,
      asset,
      balance: fixedText(walletBalance),
      crossWalletBalance: fixedText(walletBalance),
      crossUnPnl: fixedText(of.unrealizedPnl),
      availableBalance: fixedText(of.available),
      maxWithdrawAmount: fixedText(of.withdrawable),
      marginAvailable: true,
      updateTime: updateTimeMs,
    };
  });
}

/** `GET /fapi/v3/positionRisk`. */
export function positionRiskRows(account: SimulatedAccount, symbol?: string): object[] {
  const margins = account.margins();
  return margins.positions
    .filter(({ position }) => symbol === undefined || position.symbol === symbol)
    .map((each) => positionRisk(account, each, margins));
}

function positionRisk(account: SimulatedAccount, each: PositionMargins, margins: AccountMargins): object {
  const { position } = each;
  const instrument = account.instrument(position.symbol);
  return {
    symbol: position.symbol,
    positionSide: position.side,
    positionAmt: baseText(position.baseQty, instrument),
    entryPrice: priceText(entryPrice(position)),
    breakEvenPrice: priceText(breakEvenPrice(position)),
    markPrice: fixedText(each.markPrice),
    unRealizedProfit: fixedText(each.unrealizedPnl),
    liquidationPrice: priceText(liquidationPrice(each, margins)),
    isolatedMargin: '0',
    notional: fixedText(each.notional),
    marginAsset: 'USDT',
    isolatedWallet: '0',
    initialMargin: fixedText(each.initialMargin + each.openOrderMargin),
    maintMargin: fixedText(each.maintMargin),
    positionInitialMargin: fixedText(each.initialMargin),
    openOrderInitialMargin: fixedText(each.openOrderMargin),
    adl: 1,
    bidNotional: '0',
    askNotional: '0',
    updateTime: position.updateTimeMs,
  };
}

/** `GET /fapi/v1/accountConfig`. */
export const accountConfig = ({ state }: SimulatedAccount): object => ({
  feeTier: 0,
  canTrade: true,
  canDeposit: true,
  canWithdraw: true,
  dualSidePosition: state.dualSidePosition,
  updateTime: 0,
  multiAssetsMargin: state.multiAssetsMargin,
  tradeGroupId: -1,
});

/** `GET /fapi/v1/symbolConfig`. */
export const symbolConfigRows = (
  { state }: SimulatedAccount,
  symbols: Parameters<typeof state.leverage>[0][],
): object[] =>
  symbols.map((symbol) => ({
    symbol,
    marginType: state.marginType(symbol),
    isAutoAddMargin: 'false',
    leverage: state.leverage(symbol),
    maxNotionalValue: plainText(maxNotional),
  }));

/** `GET /fapi/v1/commissionRate`. */
export const commissionRate = (symbol: string): object => ({
  symbol,
  makerCommissionRate: plainText(makerFee),
  takerCommissionRate: plainText(takerFee),
  rpiCommissionRate: '0.00005',
});

const withoutPositions = (walletBalance: Amount): Omit<AccountMargins, 'positions' | 'walletBalance'> => ({
  unrealizedPnl: 0n,
  positionMargin: 0n,
  openOrderMargin: 0n,
  maintMargin: 0n,
  available: walletBalance,
  withdrawable: walletBalance,
});
