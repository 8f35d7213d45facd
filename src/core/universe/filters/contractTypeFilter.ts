import { filterEach, type UniverseFilter } from '../filter.js';
import { eitherInWords, toldInWords } from '../inWords.js';

export interface ContractTypeFilterOptions {
  /** In the exchange's words: `PERPETUAL`, `TRADIFI_PERPETUAL`, `CURRENT_QUARTER`, … */
  readonly contractTypes: readonly string[];
}

/** Lets pass contracts of these types. */
export const contractTypeFilter = ({ contractTypes }: ContractTypeFilterOptions): UniverseFilter =>
  filterEach('ContractTypeFilter', ({ instrument: { contractType } }) =>
    contractTypes.includes(contractType)
      ? undefined
      : `its contract type is ${toldInWords(contractType)}, not ${eitherInWords(contractTypes)}`,
  );
