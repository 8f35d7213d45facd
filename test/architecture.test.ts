import { readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Layer {
  /** Layers it may import, besides itself. */
  readonly layers: readonly string[];
  readonly packages: readonly string[];
  readonly node: boolean;
}

/** The import table of ARCHITECTURE.md. */
const table: Readonly<Record<string, Layer>> = {
  domain: { layers: [], packages: [], node: false },
  core: { layers: ['domain'], packages: [], node: false },
  config: { layers: ['domain'], packages: ['zod', 'yaml', 'fastest-levenshtein'], node: true },
  operators: { layers: ['domain'], packages: ['rxjs'], node: false },
  ports: { layers: ['domain'], packages: ['rxjs'], node: false },
  streams: { layers: ['domain', 'core', 'operators', 'ports'], packages: ['rxjs'], node: false },
  adapters: {
    layers: ['domain', 'operators', 'ports'],
    packages: ['rxjs', 'rxjs-websockets', 'ws', 'undici', 'zod', 'https-proxy-agent', 'grammy', 'piscina'],
    node: true,
  },
  simulator: { layers: ['domain'], packages: ['ws', 'fflate'], node: true },
  marbles: { layers: [], packages: ['rxjs'], node: false },
  app: {
    layers: ['domain', 'core', 'config', 'operators', 'ports', 'streams', 'adapters'],
    packages: ['rxjs'],
    node: false,
  },
  cli: {
    layers: ['domain', 'core', 'config', 'ports', 'streams', 'app', 'adapters', 'simulator'],
    packages: ['rxjs', 'pino', 'commander', 'undici'],
    node: true,
  },
};

/** Clocks, timers, randomness, console and process come in as arguments here. */
const pureLayers = ['domain', 'core', 'operators', 'ports', 'streams'];
const bans =
  /\b(Date\.now|new Date\b|setTimeout|setInterval|setImmediate|Math\.random|performance\.|console\.|process\.)/;

const src = join(import.meta.dirname, '..', 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const sources = files.map((file) => ({
  file,
  layer: file.split(sep)[0]!,
  text: readFileSync(join(src, file), 'utf8'),
}));
const inLayers = sources.filter(({ layer }) => layer !== 'index.ts');

const importsOf = (text: string): string[] =>
  [...text.matchAll(/^(?:import|export)[^;]*?from '([^']+)'|^import '([^']+)'|import\('([^']+)'\)/gm)].map(
    (match) => (match[1] ?? match[2] ?? match[3])!,
  );

const codeOf = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

describe('import table', () => {
  it('knows every folder under src', () => {
    const folders = readdirSync(src).filter((name) => statSync(join(src, name)).isDirectory());
    expect(folders.filter((folder) => !(folder in table))).toEqual([]);
  });

  it.each(Object.keys(table))('%s imports only what the table allows', (layer) => {
    const { layers, packages, node } = table[layer]!;
    const offences = inLayers
      .filter((source) => source.layer === layer)
      .flatMap(({ file, text }) => importsOf(text).map((name) => ({ file, name })))
      .filter(({ file, name }) => {
        if (name.startsWith('.')) {
          const target = relative(src, join(src, file, '..', name)).split(sep);
          if (layer === 'adapters' && target[0] === 'adapters') return target[1] !== file.split(sep)[1];
          return target[0] !== layer && !layers.includes(target[0]!);
        }
        if (name.startsWith('node:') || builtinModules.includes(name)) return !node;
        const packageName = name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/');
        return !packages.includes(packageName);
      });
    expect(offences).toEqual([]);
  });

  it('nothing in src imports a test', () => {
    expect(
      sources.filter(({ text }) => importsOf(text).some((name) => /(^|\/)test\//.test(name))).map(({ file }) => file),
    ).toEqual([]);
  });
});

describe('bans', () => {
  it.each(pureLayers)('%s has no clock, timer, randomness, console or process of its own', (layer) => {
    const offences = inLayers
      .filter((source) => source.layer === layer)
      .flatMap(({ file, text }) =>
        codeOf(text)
          .split('\n')
          .map((line) => ({ file, line: line.trim() })),
      )
      .filter(({ line }) => bans.test(line));
    expect(offences).toEqual([]);
  });

  it('only a long-lived edge subscribes', () => {
    const offences = inLayers
      .filter(({ layer }) => [...pureLayers, 'app', 'config'].includes(layer))
      .filter(({ text }) => /\.subscribe\(/.test(codeOf(text)))
      .map(({ file }) => file);
    expect(offences).toEqual([]);
  });

  it('operators and streams construct no Observable and hold no Subject', () => {
    const offences = inLayers
      .filter(({ layer }) => layer === 'operators' || layer === 'streams')
      .filter(({ text }) => /new (Observable|\w*Subject)\b/.test(codeOf(text)))
      .map(({ file }) => file);
    expect(offences).toEqual([]);
  });

  it('says kline, not candle or bar, outside a wire', () => {
    const offences = sources
      .filter(({ file }) => !/adapters\/.*wire/.test(file) && !file.includes('cli/present'))
      .flatMap(({ file, text }) =>
        [...codeOf(text).matchAll(/\b\w*([cC]andle(?!wick)|\bbars?\b)\w*/g)].map((match) => `${file}: ${match[0]}`),
      )
      .filter((word) => !/candlewick/i.test(word));
    expect(offences).toEqual([]);
  });

  it('names of Observables end in $, in streams and app', () => {
    const offences = sources
      .filter(({ layer }) => layer === 'streams' || layer === 'app')
      .flatMap(({ file, text }) =>
        [
          ...codeOf(text).matchAll(
            /(?:const|readonly) (\w+)(?:: Observable<| = (?:[\w.]+\$|merge\(|concat\(|defer\()[^;]*?\.pipe\()/g,
          ),
        ].map((match) => `${file}: ${match[1]}`),
      );
    expect(offences).toEqual([]);
  });
});

describe('shape', () => {
  it('no file is longer than 300 lines', () => {
    const offences = sources
      .map(({ file, text }) => ({ file, lines: text.split('\n').length }))
      .filter(({ lines }) => lines > 300);
    expect(offences).toEqual([]);
  });

  it('every folder directly under src begins with a README', () => {
    const missing = Object.keys(table).filter((layer) => !readdirSync(join(src, layer)).includes('README.md'));
    expect(missing).toEqual([]);
  });
});
