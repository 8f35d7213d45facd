/** Colours text for a terminal, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

type Colour = keyof typeof codes;

const codes = { dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** Honours `NO_COLOR` (no-color.org): any value but the empty one turns colours off. */
export const painter = (env: NodeJS.ProcessEnv): Paint =>
  env.NO_COLOR ? (_colour, text) => text : (colour, text) => `\u001b[${codes[colour]}m${text}\u001b[0m`;
