import { displayWidth, fitted } from './displayWidth.js';

/** What is needed of a terminal. */
export interface TerminalOutput {
  readonly write: (text: string) => unknown;
  /** 0 on terminals that do not know. */
  readonly columns: number;
  readonly rows: number;
}

const control = {
  hideCursor: '\u001b[?25l',
  showCursor: '\u001b[?25h',
  eraseRight: '\u001b[K',
  eraseBelow: '\u001b[J',
  /** Terminals that know it show everything in between at once; the others ignore it. */
  beginUpdate: '\u001b[?2026h',
  endUpdate: '\u001b[?2026l',
} as const;

/**
 * A terminal with a few live lines at the bottom, which are redrawn in place, and everything else printed above them.
 * Each change is one write that overwrites without erasing first: nothing flickers.
 */
export class LiveScreen {
  readonly #out: TerminalOutput;
  #live: readonly string[] = [];
  #isCursorHidden = false;

  constructor(out: TerminalOutput) {
    this.#out = out;
  }

  get columns(): number {
    return this.#out.columns || 80;
  }

  get rows(): number {
    return this.#out.rows || 24;
  }

  /** Prints lines above the live ones; they stay. */
  print(...lines: readonly string[]): void {
    this.#render(lines, this.#live);
  }

  /** Replaces the live lines: cut to the width, and to what fits on the screen. */
  show(lines: readonly string[]): void {
    this.#render([], lines);
  }

  /** The live lines become ordinary ones. */
  keep(): void {
    this.#live = [];
  }

  /** Leaves the cursor as it was found. */
  close(): void {
    if (this.#isCursorHidden) this.#out.write(control.showCursor);
    this.#isCursorHidden = false;
  }

  #render(above: readonly string[], live: readonly string[]): void {
    // One column less than there is: a full line would leave the cursor in the next on some terminals.
    const next = live.slice(0, this.rows - 1).map((line) => fitted(line, this.columns - 1));
    const text = [...above, ...next].map((line) => `${line}${control.eraseRight}\n`).join('');
    const cursor = this.#isCursorHidden ? '' : control.hideCursor;
    const { beginUpdate, endUpdate, eraseBelow } = control;
    this.#out.write(`${beginUpdate}${cursor}${this.#toFirstLiveLine()}${text}${eraseBelow}${endUpdate}`);
    this.#isCursorHidden = true;
    this.#live = next;
  }

  /** A terminal that has become narrower has wrapped the lines drawn before. */
  #toFirstLiveLine(): string {
    const rows = this.#live.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / this.columns)), 0);
    return rows === 0 ? '\r' : `\r\u001b[${rows}A`;
  }
}
