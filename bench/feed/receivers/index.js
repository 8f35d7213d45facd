/**
 * Everything that is measured on the same frames. `counts` says what its tally counts; `connect` resolves when it is
 * ready for data.
 */
export const receivers = {
  bare: { counts: 'frames', connect: (options) => load('bare', options) },
  parse: { counts: 'frames', connect: (options) => load('parse', options) },
  closedOnly: { counts: 'finals', connect: (options) => load('closedOnly', options) },
  inFull: { counts: 'finals', connect: (options) => load('inFull', options) },
  daemon: { counts: 'finals', connect: (options) => load('daemon', options) },
  binanceRaw: { counts: 'frames', connect: (options) => load('binanceRaw', options) },
  binanceFormatted: { counts: 'frames', connect: (options) => load('binanceFormatted', options) },
};

// Loaded when used, so that no receiver carries the code of another.
async function load(name, options) {
  const { connect } = await import(`./${name}.js`);
  await connect(options);
}
