import { basisFunding, type BasisFundingParameters } from './basisFunding.js';
import type { Factor } from './factor.js';
import { flowLead, type FlowLeadParameters } from './flowLead.js';
import { independence, type IndependenceParameters } from './independence.js';
import { liquidity, type LiquidityParameters } from './liquidity.js';
import { momentum, type MomentumParameters } from './momentum.js';
import { openInterest, type OpenInterestParameters } from './openInterest.js';
import { orderFlow, type OrderFlowParameters } from './orderFlow.js';
import { structure, type StructureParameters } from './structure.js';
import { trend, type TrendParameters } from './trend.js';
import { volume, type VolumeParameters } from './volume.js';

/** What the built-in factors can be tuned with; the configuration holds the usual values. */
export interface FactorParameters {
  readonly trend: TrendParameters;
  readonly momentum: MomentumParameters;
  readonly volume: VolumeParameters;
  readonly orderFlow: OrderFlowParameters;
  readonly openInterest: OpenInterestParameters;
  readonly basisFunding: BasisFundingParameters;
  readonly liquidity: LiquidityParameters;
  readonly structure: StructureParameters;
  readonly flowLead: FlowLeadParameters;
  readonly independence: IndependenceParameters;
}

export type BuiltInFactorName = keyof FactorParameters;

/** The factors Candlewick brings along, by name: the directional ones first, then the modulators. */
export const builtInFactors = (parameters: FactorParameters): Readonly<Record<BuiltInFactorName, Factor>> => ({
  trend: trend(parameters.trend),
  momentum: momentum(parameters.momentum),
  volume: volume(parameters.volume),
  orderFlow: orderFlow(parameters.orderFlow),
  openInterest: openInterest(parameters.openInterest),
  basisFunding: basisFunding(parameters.basisFunding),
  liquidity: liquidity(parameters.liquidity),
  structure: structure(parameters.structure),
  flowLead: flowLead(parameters.flowLead),
  independence: independence(parameters.independence),
});
