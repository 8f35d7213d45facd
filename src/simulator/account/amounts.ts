const decimals = 8;
const scale = 10 ** decimals;

/** The nearest amount with eight decimals, as the venue books them. */
export const rounded = (amount: number): number => Math.round(amount * scale) / scale;

/** `4999.83400000`. */
export const fixedText = (amount: number): string => rounded(amount).toFixed(decimals);

/** As `fixedText`, but `0` for nothing. */
export const fixedOrZeroText = (amount: number): string => (rounded(amount) === 0 ? '0' : fixedText(amount));

/** As many decimals as it takes: `3187.17`, `0`. */
export const plainText = (amount: number): string => fixedText(amount).replace(/\.?0+$/, '');

/** As `plainText`, at least one decimal: `83000.0`. */
export const priceText = (price: number): string => {
  const text = plainText(price);
  return text.includes('.') ? text : `${text}.0`;
};
